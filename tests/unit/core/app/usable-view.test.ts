import { describe, expect, it } from 'vitest'
import type { AppEvent } from '../../../../src/core/app/events'
import { toSnapshot } from '../../../../src/core/app/to-snapshot'
import { usableView } from '../../../../src/core/app/usable-view'
import { initialLimitsState, type LimitsState } from '../../../../src/core/limits/limits-state'
import { mergeRead } from '../../../../src/core/limits/merge-limits'
import { modelListReplySchema, rateLimitsReplySchema } from '../../../../src/core/codex/messages'
import { offeredModelFromRow } from '../../../../src/core/lanes/lanes'
import { defaultSettings } from '../../../../src/core/settings'
import { usableEntries } from '../../../../src/core/tray/usable-entries'
import { recorded } from '../../../support/app-server-fixture'
import { noonMs, sessionAt, stateAfter } from '../../../support/app-states'

const found: AppEvent = { type: 'codex/looked-for', codex: { kind: 'found', path: '/x/codex', version: '0.169.0' } }
const { lanes } = defaultSettings()

function limitsRead(
  used: { readonly standard: number; readonly spark: number },
  over: Partial<LimitsState> = {},
): AppEvent {
  const bucket = (limitId: string, usedPercent: number) => ({
    limitId,
    limitName: limitId === 'codex' ? null : 'GPT-5.3-Codex-Spark',
    primary: { usedPercent, windowDurationMins: 300, resetsAt: noonMs / 1000 + 3600 },
  })
  const reply = rateLimitsReplySchema.parse({
    rateLimitsByLimitId: {
      codex: bucket('codex', used.standard),
      codex_bengalfox: bucket('codex_bengalfox', used.spark),
    },
  })
  return {
    type: 'limits/changed',
    limits: {
      ...initialLimitsState,
      account: { kind: 'chatgpt', plan: 'pro', email: null },
      limits: mergeRead(reply, { nowMs: noonMs, lanes, sparkDisplayName: null }),
      readAtMs: noonMs,
      ...over,
    },
  }
}

function modelsRead(fixture: 'model-list' | 'model-list-no-spark'): AppEvent {
  const list = modelListReplySchema.parse(recorded(fixture)).data.map(offeredModelFromRow)
  return { type: 'models/read', models: { list, configured: null, override: null, problem: null } }
}

const usableAfter = (...events: readonly AppEvent[]) => toSnapshot(stateAfter(...events), noonMs).usable
const well = [found, modelsRead('model-list'), limitsRead({ standard: 12, spark: 56 })]

describe('usable now, as it is shown', () => {
  it('is yes for both lanes when all is well', () => {
    const usable = usableAfter(...well)
    expect(usable.spark).toEqual({ answer: 'yes', line: 'Spark: usable now', reasons: [] })
    expect(usableEntries({ usable }).map((entry) => entry.kind !== 'separator' && entry.label)).toEqual([
      'Usable now: Spark and Standard',
    ])
  })

  it('is not said before Codex was asked', () => {
    expect(usableEntries({ usable: usableAfter() })).toEqual([])
    expect(usableEntries({ usable: usableAfter(found) })).toEqual([])
  })

  it('is not said of a lane before Codex was asked for its models and its limits', () => {
    const bare = limitsRead({ standard: 12, spark: 56 }, { limits: null, readAtMs: null })
    const asked = [
      [found, limitsRead({ standard: 12, spark: 56 })],
      [found, modelsRead('model-list'), bare],
    ]
    for (const events of asked) {
      expect(toSnapshot(stateAfter(...events), noonMs).readiness.spark).toEqual({ kind: 'checking' })
      expect(usableEntries({ usable: usableAfter(...events) })).toEqual([])
    }
  })

  it('says that it is not known when Codex was asked and did not answer', () => {
    const problem = { kind: 'exited', code: 1, stderrTail: '' } as const
    const unread: AppEvent = { type: 'models/read', models: { list: null, configured: null, override: null, problem } }
    const { spark } = toSnapshot(stateAfter(found, unread, limitsRead({ standard: 12, spark: 56 })), noonMs).readiness
    expect(spark).toMatchObject({ kind: 'not-ready', answer: 'unsure', items: [{}, { code: 'offer-unknown' }] })
  })

  it('says with its source what stands in the way', () => {
    const usable = usableAfter(found, modelsRead('model-list'), limitsRead({ standard: 12, spark: 100 }))
    expect(usable.spark).toEqual({
      answer: 'no',
      line: 'Spark: not usable now. Nothing is left of the 5 h window of GPT-5.3-Codex-Spark.',
      reasons: [
        {
          code: 'limit-reached',
          weight: 'no',
          message: 'Nothing is left of the 5 h window of GPT-5.3-Codex-Spark.',
          next: 'It resets 13:00.',
          source: 'the limits read 12:00',
        },
      ],
    })
    expect(usable.standard.answer).toBe('yes')
    expect(usableEntries({ usable })).toMatchObject([
      { label: 'Spark: not usable now. Nothing is left of the 5 h window of GPT-5.3-Codex-Spark.' },
      { label: 'Standard: usable now' },
    ])
  })

  it('is not sure of a full Spark bucket while the standard one is spent', () => {
    const usable = usableAfter(found, modelsRead('model-list'), limitsRead({ standard: 100, spark: 0 }))
    expect(usable.spark.line).toBe(
      'Spark: perhaps usable now. Nothing is left of the 5 h window of Standard. Spark may be refused with it.',
    )
    expect(usable.standard.answer).toBe('no')
  })

  it('says that Spark is gone although its bucket is full', () => {
    const usable = usableAfter(found, modelsRead('model-list-no-spark'), limitsRead({ standard: 12, spark: 0 }))
    expect(usable.spark).toMatchObject({
      answer: 'no',
      reasons: [
        { code: 'model-not-offered', message: 'gpt-5.3-codex-spark is not offered to this account. Its plan is pro.' },
      ],
    })
  })

  it('remembers that the server refused the model, until a turn works', () => {
    const text = `{"detail":"The 'gpt-5.3-codex-spark' model is not supported when using Codex with a ChatGPT account."}`
    const session = sessionAt({ state: 'ended' })
    const turn = {
      turnId: 't',
      prompt: null,
      startedAtMs: noonMs - 2000,
      endedAtMs: noonMs - 1000,
      model: 'gpt-5.3-codex-spark',
      error: { message: text, code: 'other' },
      aborted: false,
    }
    const refused: AppEvent = { type: 'session/changed', session: { ...session, turns: [turn] } }
    expect(usableAfter(...well, refused).spark).toMatchObject({
      answer: 'no',
      reasons: [{ code: 'model-not-supported', source: 'a session 11:59' }],
    })
    const again = { ...turn, turnId: 'u', endedAtMs: noonMs, error: null }
    const worked: AppEvent = { type: 'session/changed', session: { ...session, turns: [turn, again] } }
    expect(usableAfter(...well, worked).spark.answer).toBe('yes')
  })

  it.each([
    ['offline', { kind: 'offline', message: 'x' }, 'no', 'Codex cannot reach its servers.'],
    ['expired', { kind: 'sign-in-needed', message: '(401)' }, 'no', 'The sign-in of Codex has expired.'],
    ['ended', { kind: 'exited', code: 1, stderrTail: '' }, 'unsure', 'Codex ended by itself with code 1.'],
  ] as const)('says why Codex could not be asked: %s', (_, problem, answer, message) => {
    const usable = usableAfter(found, modelsRead('model-list'), limitsRead({ standard: 12, spark: 56 }, { problem }))
    expect(usable.spark).toMatchObject({ answer, reasons: [{ message }] })
  })

  it.each([
    ['not-trusted', /^Guard not trusted: /],
    ['modified', /^Guard modified: /],
    ['off-by-config', /^Guard off by config: /],
    ['not-installed', /^Guard not installed: /],
  ] as const)('notes a guard that is %s, which makes no lane unusable', (guard, message) => {
    const state = stateAfter(...well)
    const card = toSnapshot(state, noonMs).lanes.spark
    expect(usableView(state, card, guard, noonMs)).toMatchObject({
      answer: 'yes',
      line: 'Spark: usable now',
      reasons: [
        {
          code: 'guard-off',
          weight: 'note',
          message: expect.stringMatching(message),
          source: 'the hooks, as Codex says',
        },
      ],
    })
  })
})
