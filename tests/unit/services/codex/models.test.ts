import { describe, expect, it } from 'vitest'
import type { CodexError } from '../../../../src/core/codex/codex-error'
import { accountReplySchema, modelListReplySchema } from '../../../../src/core/codex/messages'
import { err, ok } from '../../../../src/core/result'
import type { CodexClient } from '../../../../src/services/codex/codex-client'
import { createModels } from '../../../../src/services/codex/models'
import type { Supervisor } from '../../../../src/services/codex/supervisor'
import { recorded } from '../../../support/app-server-fixture'
import { createManualClock } from '../../../support/manual-clock'

const MINUTE = 60_000

function setUp() {
  const time = createManualClock()
  const codex: { accountError: CodexError | null; lists: number } = { accountError: null, lists: 0 }
  let tell: (method: string, params: unknown) => void = () => {}
  const unused = () => Promise.resolve(err<CodexError>({ kind: 'stopped' }))
  const client: CodexClient = {
    version: '0.169.0',
    accountRead: async () =>
      codex.accountError === null ? ok(accountReplySchema.parse(recorded('account-read'))) : err(codex.accountError),
    async modelList() {
      codex.lists += 1
      return ok(modelListReplySchema.parse(recorded('model-list')).data)
    },
    rateLimitsRead: unused,
    configRead: unused,
    configWrite: unused,
    managedModel: unused,
    threadList: unused,
    hooksList: unused,
    trustHook: unused,
  }
  const supervisor: Supervisor = {
    state: () => ({ kind: 'idle' }),
    onState: () => () => {},
    onNotification(listener) {
      tell = listener
      return () => {}
    },
    locate: unused,
    withClient: (work) => work(client),
    lostLines: () => ({ ignored: 0, oversized: 0 }),
    restart: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }
  const models = createModels({ supervisor, clock: time.clock })
  return { ...time, codex, models, tell: (method: string) => tell(method, {}) }
}

describe('the list of models', () => {
  it('is asked for again after 5 min, or when a younger one is wanted', async () => {
    const { models, codex, advance } = setUp()
    const first = await models.list()
    await advance(5 * MINUTE)
    expect(await models.list()).toEqual(first)
    expect(codex.lists).toBe(1)
    await models.list(0)
    await advance(5 * MINUTE + 1)
    await models.list()
    expect(codex.lists).toBe(3)
  })

  it('is asked for again when the account may be another', async () => {
    const { models, codex, tell } = setUp()
    await models.list()
    tell('thread/started')
    await models.list()
    expect(codex.lists).toBe(1)
    tell('account/updated')
    await models.list()
    expect(codex.lists).toBe(2)
  })

  it('is not taken from a Codex that does not reach its server', async () => {
    const { models, codex } = setUp()
    await models.list()
    codex.accountError = { kind: 'offline', message: 'workspace routing discovery failed' }
    expect(await models.list(-1)).toEqual({ ok: false, error: codex.accountError })
    expect(models.lastList()?.models).toHaveLength(5)
    expect(codex.lists).toBe(1)
  })

  it('is there without a sign-in too', async () => {
    const { models, codex } = setUp()
    codex.accountError = { kind: 'sign-in-needed', message: 'workspace routing discovery unauthorized (401)' }
    expect(await models.list()).toMatchObject({ ok: true })
  })
})
