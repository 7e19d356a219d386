import { describe, expect, it } from 'vitest'
import { accountFromReply } from '../../../../src/core/codex/account'
import { configuredModelFromReply } from '../../../../src/core/codex/config-origin'
import {
  accountReplySchema,
  configReplySchema,
  modelListReplySchema,
  rateLimitsReplySchema,
} from '../../../../src/core/codex/messages'
import { recorded } from '../../../support/app-server-fixture'

describe('account/read', () => {
  it.each([
    ['a ChatGPT sign-in', recorded('account-read'), { kind: 'chatgpt', plan: 'pro', email: 'dev@example.test' }],
    ['an API key', recorded('api-key'), { kind: 'api-key' }],
    ['no sign-in', recorded('signed-out'), { kind: 'signed-out' }],
    ['a provider of the user', { account: null, requiresOpenaiAuth: false }, { kind: 'other', type: null }],
    ['a way that is not known', { account: { type: 'amazonBedrock' } }, { kind: 'other', type: 'amazonBedrock' }],
    ['an unnamed plan', { account: { type: 'chatgpt', email: 7 } }, { kind: 'chatgpt', plan: null, email: null }],
  ])('reads %s', (_, reply, account) => {
    expect(accountFromReply(accountReplySchema.parse(reply))).toEqual(account)
  })
})

describe('account/rateLimits/read', () => {
  it('leaves out a bucket and a window that cannot be read, and keeps their neighbours', () => {
    const reply = rateLimitsReplySchema.parse({
      rateLimits: 'nonsense',
      rateLimitsByLimitId: {
        codex: {
          limitId: 'codex',
          primary: { usedPercent: 12, windowDurationMins: 300, resetsAt: 1 },
          secondary: 'soon',
        },
        odd: 7,
      },
    })
    expect(reply.rateLimits).toBeNull()
    expect(reply.rateLimitsByLimitId?.['odd']).toBeNull()
    expect(reply.rateLimitsByLimitId?.['codex']).toMatchObject({ primary: { usedPercent: 12 }, secondary: null })
  })

  it('does not let a key named __proto__ through', () => {
    const reply: unknown = JSON.parse(
      '{"rateLimitsByLimitId":{"__proto__":{"polluted":true},"codex":{"limitId":"codex"}}}',
    )
    const read = rateLimitsReplySchema.parse(reply)
    expect(Object.keys(read.rateLimitsByLimitId ?? {})).toEqual(['codex'])
    expect(read.rateLimitsByLimitId).not.toHaveProperty('polluted')
  })
})

describe('model/list', () => {
  it('keeps the models that can be read', () => {
    const { data } = modelListReplySchema.parse({
      data: [{ model: 'a' }, { name: 'b' }, null, { model: 'c', hidden: 'x' }],
    })
    expect(data.map(({ model, hidden }) => [model, hidden])).toEqual([
      ['a', null],
      ['c', null],
    ])
  })
})

describe('config/read', () => {
  const layer = (name: object, version: string) => ({ name, version, config: { secret: 'sk-x' } })
  const user = layer({ type: 'user', file: '/home/x/.codex/config.toml', profile: null }, 'sha256:1')

  it('reads the recorded answer', () => {
    expect(configuredModelFromReply(configReplySchema.parse(recorded('config-read')))).toMatchObject({
      modelId: 'gpt-5.5',
      origin: { kind: 'user' },
      userVersion: expect.stringMatching(/^sha256:/),
    })
  })

  it.each([
    ['nothing', undefined, null],
    ['the user', user, { kind: 'user', file: '/home/x/.codex/config.toml' }],
    [
      'a profile',
      layer({ type: 'user', file: '/home/x/.codex/deep.config.toml', profile: 'deep' }, 'sha256:2'),
      { kind: 'profile', file: '/home/x/.codex/deep.config.toml', profile: 'deep' },
    ],
    [
      'the project',
      layer({ type: 'project', dotCodexFolder: '/r/.codex' }, 'sha256:3'),
      { kind: 'project', file: '/r/.codex/config.toml' },
    ],
    [
      'the system',
      layer({ type: 'system', file: '/etc/codex/config.toml' }, 'x'),
      { kind: 'system', file: '/etc/codex/config.toml' },
    ],
    ['an organisation', layer({ type: 'mdm' }, 'x'), { kind: 'other', type: 'mdm', file: null }],
  ])('says that %s decides', (_, origin, expected) => {
    const reply = { config: { model: 'm' }, origins: origin ? { model: origin } : {}, layers: [user] }
    const configured = configuredModelFromReply(configReplySchema.parse(reply))
    expect(configured.origin).toEqual(expected)
    // Whoever decides, a write goes to the user's file and needs that file's version.
    expect(configured.userVersion).toBe('sha256:1')
  })

  it('drops what the layers hold', () => {
    const reply = configReplySchema.parse({ config: { model: 'm' }, origins: {}, layers: [user, 'odd'] })
    expect(JSON.stringify(reply)).not.toContain('sk-x')
  })
})
