import { describe, expect, it } from 'vitest'
import type { CodexError } from '../../../../src/core/codex/codex-error'
import { accountReplySchema, rateLimitSnapshotSchema, rateLimitsReplySchema } from '../../../../src/core/codex/messages'
import type { LimitsState } from '../../../../src/core/limits/limits-state'
import { err, ok } from '../../../../src/core/result'
import { defaultSettings } from '../../../../src/core/settings'
import type { CodexClient } from '../../../../src/services/codex/codex-client'
import type { Supervisor, SupervisorState } from '../../../../src/services/codex/supervisor'
import { createLimitsReader } from '../../../../src/services/limits/limits-reader'
import { recorded } from '../../../support/app-server-fixture'
import { createManualClock } from '../../../support/manual-clock'

const MINUTE = 60_000
// The recorded windows reset later than this.
const START = 1_795_338_000_000

/** A reader on a Codex whose answers the test sets; `reads` counts how often it was asked. */
function setUp() {
  const time = createManualClock(START)
  const answers: { account: unknown; limits: unknown; error: CodexError | null } = {
    account: recorded('account-read'),
    limits: recorded('rate-limits-read'),
    error: null,
  }
  const reads = { account: 0, limits: 0 }
  const notify = new Set<(method: string, params: unknown) => void>()
  const onState = new Set<(state: SupervisorState) => void>()
  const unused = () => Promise.resolve(err<CodexError>({ kind: 'stopped' }))
  const client: CodexClient = {
    version: '0.169.0',
    async accountRead() {
      reads.account += 1
      return ok(accountReplySchema.parse(answers.account))
    },
    async rateLimitsRead() {
      reads.limits += 1
      return answers.error === null ? ok(rateLimitsReplySchema.parse(answers.limits)) : err(answers.error)
    },
    modelList: unused,
    configRead: unused,
    configWrite: unused,
    managedModel: unused,
    threadList: unused,
    hooksList: unused,
    trustHook: unused,
  }
  const supervisor: Supervisor = {
    state: () => ({ kind: 'idle' }),
    onState(listener) {
      onState.add(listener)
      return () => void onState.delete(listener)
    },
    onNotification(listener) {
      notify.add(listener)
      return () => void notify.delete(listener)
    },
    locate: unused,
    withClient: (work) => work(client),
    lostLines: () => ({ ignored: 0, oversized: 0 }),
    restart: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }
  const { lanes } = defaultSettings()
  const reader = createLimitsReader({ supervisor, clock: time.clock, lanes: () => lanes, sparkDisplayName: () => null })
  const tell = (method: string, params: unknown) => notify.forEach((listener) => listener(method, params))
  const linkIs = (state: SupervisorState) => onState.forEach((listener) => listener(state))
  return { ...time, answers, reads, reader, tell, linkIs }
}

/** What a record of the Spark bucket says, 5 h window only. */
const rolloutSays = (usedPercent: number, resetsAt = START / 1000 + 3600) =>
  rateLimitSnapshotSchema.parse({
    limitId: 'codex_bengalfox',
    primary: { usedPercent, windowDurationMins: 300, resetsAt },
  })

const left = ({ limits }: LimitsState): (number | string)[] =>
  (limits?.buckets ?? []).flatMap(({ windows }) =>
    windows.map(({ reading }) => (reading.kind === 'known' ? reading.leftPercent : reading.kind)),
  )

describe('createLimitsReader', () => {
  it('reads account and limits when it starts, and knows nothing before', async () => {
    const { reader, settle } = setUp()
    expect(reader.state()).toEqual({
      account: { kind: 'unknown' },
      limits: null,
      readAtMs: null,
      problem: null,
      reading: false,
    })
    reader.start()
    expect(reader.state().reading).toBe(true)
    await settle()
    expect(reader.state()).toMatchObject({
      account: { kind: 'chatgpt', plan: 'pro' },
      readAtMs: START,
      problem: null,
      reading: false,
    })
    expect(left(reader.state())).toEqual([88, 66, 44, 93])
  })

  it('reads every 15 min, every 2 min in a live session, and no more once stopped', async () => {
    const { reader, advance, reads, pending } = setUp()
    reader.start()
    await advance(15 * MINUTE - 1)
    expect(reads.limits).toBe(1)
    await advance(1)
    expect(reads.limits).toBe(2)
    reader.setLive(true)
    await advance(4 * MINUTE)
    expect(reads.limits).toBe(4)
    reader.stop()
    expect(pending()).toBe(0)
  })

  it('reads after a turn, and once more when turns end during a read', async () => {
    const { reader, reads, settle } = setUp()
    reader.start()
    reader.turnEnded()
    reader.turnEnded()
    await settle()
    expect(reads.limits).toBe(2)
    reader.turnEnded()
    await settle()
    expect(reads.limits).toBe(3)
  })

  it('joins a read that is under way', async () => {
    const { reader, reads } = setUp()
    await Promise.all([reader.readNow(), reader.readNow()])
    expect(reads.limits).toBe(1)
  })

  it('answers who asks with a read that began afterwards, however often they ask meanwhile', async () => {
    const { reader, reads } = setUp()
    reader.start()
    const states = await Promise.all([reader.readAfresh(), reader.readAfresh()])
    expect(reads.limits).toBe(2)
    expect(states.map(({ reading }) => reading)).toEqual([false, false])
    await reader.readAfresh()
    expect(reads.limits).toBe(3)
  })

  it('merges what Codex tells unasked, and ignores what it cannot read', async () => {
    const { reader, tell, settle } = setUp()
    reader.start()
    await settle()
    tell('account/rateLimits/updated', recorded('rate-limits-updated', 1, 'params'))
    tell('account/rateLimits/updated', recorded('rate-limits-updated', 4, 'params'))
    tell('account/rateLimits/updated', { rateLimits: 7 })
    tell('thread/started', {})
    expect(left(reader.state())).toEqual([88, 66, 41, 93])
  })

  it.each([
    ['an API key', 'api-key', { kind: 'api-key' }],
    ['no sign-in', 'signed-out', { kind: 'signed-out' }],
  ])('asks for no limits with %s, and shows none of a former account', async (_, fixture, account) => {
    const { reader, reads, answers } = setUp()
    await reader.readNow()
    answers.account = recorded(fixture)
    await reader.readNow()
    expect(reader.state()).toEqual({ account, limits: null, readAtMs: null, problem: null, reading: false })
    expect(reads.limits).toBe(1)
  })

  it.each<CodexError>([
    { kind: 'sign-in-needed', message: '401 Unauthorized' },
    { kind: 'offline', message: 'error sending request' },
    { kind: 'timed-out', method: 'account/rateLimits/read', afterMs: 15_000, silent: true },
    { kind: 'exited', code: 1, stderrTail: '' },
  ])('keeps the last numbers with their age on $kind, and says why', async (error) => {
    const { reader, answers, advance } = setUp()
    await reader.readNow()
    answers.error = error
    await advance(MINUTE)
    await reader.readNow()
    expect(reader.state()).toMatchObject({
      account: { kind: 'chatgpt' },
      readAtMs: START,
      problem: error,
      reading: false,
    })
    expect(left(reader.state())).toEqual([88, 66, 44, 93])
    answers.error = null
    await reader.readNow()
    expect(reader.state()).toMatchObject({ readAtMs: START + MINUTE, problem: null })
  })

  it('reads again when somebody signs in or out, and not because the app-server started', async () => {
    const { reader, reads, tell, settle } = setUp()
    reader.start()
    tell('account/updated', { authMode: 'chatgpt', planType: 'pro' })
    await settle()
    tell('account/updated', { authMode: 'chatgpt', planType: 'pro' })
    await settle()
    expect(reads.account).toBe(1)
    tell('account/updated', { authMode: null, planType: null })
    await settle()
    tell('account/updated', { authMode: 'chatgpt', planType: 'plus' })
    await settle()
    expect(reads.account).toBe(3)
  })

  it('drops a number at its reset and reads again just after, without a busy loop', async () => {
    const { reader, answers, advance, reads } = setUp()
    const resetsAt = START / 1000 + 100
    answers.limits = { rateLimits: { primary: { usedPercent: 90, windowDurationMins: 300, resetsAt } } }
    reader.start()
    await advance(99_999)
    expect(left(reader.state())).toEqual([10])
    await advance(1)
    expect(left(reader.state())).toEqual(['reset-due'])
    await advance(5000)
    expect(reads.limits).toBe(2)
    // The server still names the old reset.
    await advance(14 * MINUTE)
    expect(reads.limits).toBe(2)
    expect(left(reader.state())).toEqual(['reset-due'])
  })

  it('does not poll when nobody looks, and still reads the end of a turn and a reset', async () => {
    const { reader, answers, advance, reads, settle } = setUp()
    const resetsAt = START / 1000 + 3600
    answers.limits = { rateLimits: { primary: { usedPercent: 90, windowDurationMins: 300, resetsAt } } }
    reader.start()
    await settle()
    reader.setLive(true)
    reader.setAttention({ looked: false, saving: false })
    await advance(30 * MINUTE)
    expect(reads.limits).toBe(1)
    reader.turnEnded()
    await advance(30 * MINUTE)
    expect(left(reader.state())).toEqual(['reset-due'])
    expect(reads.limits).toBe(2)
    await advance(5000)
    expect(reads.limits).toBe(3)
    reader.setAttention({ looked: true, saving: false })
    await advance(2 * MINUTE)
    expect(reads.limits).toBe(4)
  })

  it('reads nothing by itself on battery saver, and still says when a reset is due', async () => {
    const { reader, answers, advance, reads, settle } = setUp()
    const resetsAt = START / 1000 + 3600
    answers.limits = { rateLimits: { primary: { usedPercent: 90, windowDurationMins: 300, resetsAt } } }
    reader.start()
    await settle()
    reader.setLive(true)
    reader.setAttention({ looked: true, saving: true })
    const told: (number | string)[][] = []
    reader.subscribe((state) => told.push(left(state)))
    await advance(120 * MINUTE)
    expect(reads.limits).toBe(1)
    expect(told).toEqual([['reset-due']])
    await reader.readNow()
    expect(reads.limits).toBe(2)
  })

  it('reads once more when one reading is not enough', async () => {
    const { reader, advance, reads, settle } = setUp()
    reader.start()
    await settle()
    reader.readOnceMore()
    reader.readOnceMore()
    await advance(20_000)
    expect(reads.limits).toBe(2)
  })

  it('takes what rollouts say, without a sign-in and beside the server', async () => {
    const { reader, answers, settle } = setUp()
    answers.account = recorded('signed-out')
    reader.start()
    await settle()
    reader.tellRollout(rolloutSays(60), START - MINUTE)
    expect(left(reader.state())).toEqual([40])
    await reader.readNow()
    expect(left(reader.state())).toEqual([40])
    answers.account = recorded('account-read')
    await reader.readNow()
    expect(left(reader.state())).toEqual([88, 66, 44, 93])
    reader.tellRollout(rolloutSays(61), START + MINUTE)
    expect(left(reader.state())).toEqual([88, 66, 39, 93])
  })

  it('does not take the rollouts of a former account for those of the present one', async () => {
    const { reader, answers, settle, advance } = setUp()
    reader.start()
    await settle()
    await advance(MINUTE)
    answers.account = recorded('signed-out')
    await reader.readNow()
    reader.tellRollout(rolloutSays(60), START + MINUTE - 1)
    expect(reader.state().limits).toBeNull()
    answers.account = recorded('api-key')
    await reader.readNow()
    reader.tellRollout(rolloutSays(60), START + 2 * MINUTE)
    expect(reader.state().limits).toBeNull()
  })

  it('keeps accounts apart also where the server does not name them, by a hash of the address', async () => {
    const { reader, answers, settle, advance } = setUp()
    const { accountId: _, ...limits } = Object(recorded('rate-limits-read'))
    const signedIn = (email: string) => ({ account: { type: 'chatgpt', email, planType: 'pro' } })
    answers.limits = limits
    answers.account = signedIn('Ada@example.test')
    reader.start()
    await settle()
    const ada = reader.state().limits?.accountId
    expect(ada).toMatch(/^mail-[0-9a-f]{16}$/)
    reader.tellRollout(rolloutSays(60), START + 1)
    await advance(MINUTE)
    answers.account = signedIn('bob@example.test')
    await reader.readNow()
    const windows = reader.state().limits?.buckets.flatMap((bucket) => bucket.windows) ?? []
    expect(windows.flatMap(({ others }) => others)).toEqual([])
    expect(reader.state().limits?.accountId).not.toBe(ada)
    answers.account = signedIn('ada@example.test')
    await reader.readNow()
    expect(reader.state().limits?.accountId).toBe(ada)
  })

  it('takes nothing from a rollout whose period is over', async () => {
    const { reader } = setUp()
    reader.tellRollout(rolloutSays(60, START / 1000), START - MINUTE)
    expect(reader.state().limits).toBeNull()
  })

  it('tries again as soon as a back-off ends, five failures long', async () => {
    const { reader, answers, reads, settle, linkIs } = setUp()
    const error: CodexError = { kind: 'exited', code: 1, stderrTail: '' }
    answers.error = error
    reader.start()
    await settle()
    for (let failures = 1; failures <= 8; failures++) {
      linkIs({ kind: 'backing-off', error, failures, retryAtMs: 0 })
      linkIs({ kind: 'idle' })
      await settle()
    }
    expect(reads.account).toBe(5)
  })

  it('tells its listeners until they leave', async () => {
    const { reader } = setUp()
    const seen: boolean[] = []
    const leave = reader.subscribe((state) => seen.push(state.reading))
    await reader.readNow()
    leave()
    await reader.readNow()
    expect(seen).toEqual([true, false])
  })
})
