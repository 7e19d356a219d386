import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountReply } from '../../../src/core/codex/messages'
import type { CodexError } from '../../../src/core/codex/codex-error'
import type { Result } from '../../../src/core/result'
import { createManualClock, type ManualClock } from '../../support/manual-clock'
import { createStubAppServer, isRunning, type StubAppServer, stubPath } from '../../support/stub-app-server'

const apiKey = {
  ok: true,
  value: { account: { type: 'apiKey', email: null, planType: null }, requiresOpenaiAuth: null },
}

describe('a Codex that misbehaves', () => {
  let time: ManualClock
  let stub: StubAppServer

  beforeEach(() => {
    time = createManualClock()
  })
  afterEach(async () => {
    const started = stub.pids('start')
    const closing = stub.close()
    // Only the obstinate one needs the time.
    await time.advance(5000)
    await closing
    const left = started.filter(isRunning)
    if (left.length > 0 || time.pending() > 0)
      throw new Error(`left: processes ${left.join()}, timers ${time.pending()}`)
  })

  const open = (name: string): StubAppServer => (stub = createStubAppServer(name, time.clock))
  const readAccount = (): Promise<Result<AccountReply, CodexError>> =>
    stub.supervisor.withClient((client) => client.accountRead())
  const state = () => stub.supervisor.state()

  it('is started on demand, once, and ended within 60 s of the last need', async () => {
    open('well')
    expect(state()).toEqual({ kind: 'idle' })
    expect(await Promise.all([readAccount(), readAccount()])).toMatchObject([{ ok: true }, { ok: true }])
    expect(state()).toEqual({ kind: 'running', path: stubPath('well'), version: '0.169.0' })
    expect(stub.log().slice(1)).toEqual(['initialize', 'initialized', 'account/read', 'account/read'])
    await time.advance(29_000)
    await readAccount()
    await time.advance(29_000)
    expect(state().kind).toBe('running')
    await time.advance(30_000)
    expect(state()).toEqual({ kind: 'idle' })
    await expect.poll(() => stub.pids('start').filter(isRunning)).toEqual([])
    expect(await readAccount()).toMatchObject({ ok: true })
    expect(stub.pids('start')).toHaveLength(2)
  })

  it('that dies at the start is tried again after 1, 2, 4 … 60 s, and never in a loop', async () => {
    open('crash-at-start')
    const exited = { kind: 'exited', code: 1, stderrTail: 'panicked: no such thing' }
    for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(await readAccount()).toEqual({ ok: false, error: exited })
      const retryAtMs = time.clock.now() + seconds * 1000
      expect(state()).toEqual({ kind: 'backing-off', error: exited, failures: index + 1, retryAtMs })
      // Asked again too early, it answers at once and starts nothing.
      await time.advance(seconds * 1000 - 1)
      expect(await readAccount()).toEqual({ ok: false, error: exited })
      expect(stub.pids('start')).toHaveLength(index + 1)
      await time.advance(1)
      expect(state()).toEqual({ kind: 'idle' })
    }
  })

  it('that dies in the middle fails every open request with the same reason', async () => {
    open('crash-at-request')
    const answers = await stub.supervisor.withClient(async (client) => {
      const all = await Promise.all([client.accountRead(), client.rateLimitsRead(), client.configRead(null)])
      return { ok: true, value: all }
    })
    const failed = { ok: false, error: { kind: 'exited', code: 3, stderrTail: '' } }
    expect(answers).toEqual({ ok: true, value: [failed, failed, failed] })
    expect(state()).toMatchObject({ kind: 'backing-off', failures: 1 })
  })

  it('that hangs is given 15 s, then ended and tried again later', async () => {
    open('hang')
    const answer = readAccount()
    await expect.poll(() => stub.log()).toContain('account/read')
    await time.advance(15_000)
    const error = { kind: 'timed-out', method: 'account/read', afterMs: 15_000, silent: true }
    expect(await answer).toEqual({ ok: false, error })
    expect(state()).toMatchObject({ kind: 'backing-off', error, failures: 1 })
    expect(stub.pids('start').filter(isRunning)).toEqual([])
  })

  it('that never says hello is given up the same way', async () => {
    open('hang-at-hello')
    const answer = readAccount()
    await expect.poll(() => stub.log()).toContain('initialize')
    await time.advance(15_000)
    expect(await answer).toMatchObject({ error: { kind: 'timed-out', method: 'initialize' } })
    expect(stub.pids('start').filter(isRunning)).toEqual([])
  })

  it('that closes its output is ended and tried again, without waiting for an answer that cannot come', async () => {
    open('closed-output')
    const answer = readAccount()
    await expect.poll(() => stub.log()).toContain('closed')
    await expect.poll(() => time.pending()).toBeGreaterThan(1)
    await time.advance(1000)
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'exited' } })
    expect(state()).toMatchObject({ kind: 'backing-off', failures: 1 })
    expect(stub.pids('start').filter(isRunning)).toEqual([])
  })

  it('that closes its input is given 15 s, then ended and tried again', async () => {
    open('closed-input')
    const answer = readAccount()
    await expect.poll(() => stub.log()).toContain('closed')
    await time.advance(15_000)
    expect(await answer).toMatchObject({ ok: false, error: { kind: 'timed-out', silent: true } })
    expect(state()).toMatchObject({ kind: 'backing-off', failures: 1 })
    expect(stub.pids('start').filter(isRunning)).toEqual([])
  })

  it('that cuts a message in the middle of a character is understood all the same', async () => {
    open('half-code-points')
    const email = 'zoë.🔥@example.test'
    expect(await readAccount()).toMatchObject({ ok: true, value: { account: { email } } })
    expect(stub.supervisor.lostLines()).toEqual({ ignored: 0, oversized: 0 })
  })

  it.each([
    ['whose sign-in has expired', 'expired', { kind: 'sign-in-needed' }],
    ['that does not reach its server', 'offline', { kind: 'offline' }],
  ])('%s is told apart and kept running', async (_, name, error) => {
    open(name)
    expect(await readAccount()).toMatchObject({ ok: false, error })
    expect(state().kind).toBe('running')
    expect(await readAccount()).toMatchObject({ ok: false, error })
    expect(stub.pids('start')).toHaveLength(1)
  })

  it('that prints garbage is still understood, and the garbage counted', async () => {
    open('garbage')
    expect(await readAccount()).toEqual(apiKey)
    expect(stub.supervisor.lostLines()).toEqual({ ignored: 27, oversized: 0 })
  })

  it('that prints a line of 100 MB is still understood, in bounded memory', async () => {
    open('huge-line')
    const before = process.memoryUsage().arrayBuffers
    expect(await readAccount()).toEqual(apiKey)
    expect(stub.supervisor.lostLines()).toEqual({ ignored: 0, oversized: 1 })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('that is too old is not used, and said', async () => {
    open('old-version')
    const error = { kind: 'too-old', path: stubPath('old-version'), found: '0.99.0', needed: '0.130.0' }
    expect(await readAccount()).toEqual({ ok: false, error })
    expect(state()).toEqual({ kind: 'unavailable', error })
    expect(stub.log()).toEqual([])
  })

  it('that is too old only inside is not used either', async () => {
    open('old-inside')
    expect(await readAccount()).toMatchObject({ error: { kind: 'too-old', found: '0.99.0' } })
    expect(state().kind).toBe('unavailable')
    expect(stub.log()).not.toContain('initialized')
  })

  it('that cannot say its version is not used', async () => {
    open('no-version')
    expect(await readAccount()).toMatchObject({ error: { kind: 'cannot-run', path: stubPath('no-version') } })
  })

  it('that is not there is looked for again only after a while, or when asked to', async () => {
    open('missing')
    const error = { kind: 'not-installed', searched: [stubPath('missing')] }
    expect(await readAccount()).toEqual({ ok: false, error })
    expect(state()).toEqual({ kind: 'unavailable', error })
    await stub.supervisor.restart()
    expect(state()).toEqual({ kind: 'idle' })
    expect(await stub.supervisor.locate()).toEqual({ ok: false, error })
  })

  it('that answers in another shape is an error without its contents', async () => {
    open('odd-reply')
    const answer = await readAccount()
    expect(answer).toMatchObject({ error: { kind: 'unexpected-reply', method: 'account/read' } })
    expect(JSON.stringify(answer)).not.toContain('sk-secret')
  })

  it('that asks us something is told that this is not supported', async () => {
    open('question')
    expect(await readAccount()).toEqual(apiKey)
    await expect.poll(() => stub.log()).toContain('answer {"id":0,"error":{"code":-32601,"message":"not supported"}}')
  })

  it('that ignores SIGTERM is killed after 5 s with all it started', async () => {
    open('obstinate')
    await readAccount()
    await expect.poll(() => stub.pids('child')).toHaveLength(1)
    const stopping = stub.supervisor.stop()
    await expect.poll(() => stub.log()).toContain('ignored SIGTERM')
    await time.advance(4999)
    expect([...stub.pids('start'), ...stub.pids('child')].filter(isRunning)).toHaveLength(2)
    await time.advance(1)
    await stopping
    expect([...stub.pids('start'), ...stub.pids('child')].filter(isRunning)).toEqual([])
    expect(state()).toEqual({ kind: 'stopped' })
    expect(await readAccount()).toEqual({ ok: false, error: { kind: 'stopped' } })
  })

  it('behind a launcher script is ended with it', async () => {
    open('launcher')
    expect(await readAccount()).toMatchObject({ ok: true })
    await stub.supervisor.stop()
    expect(stub.pids('start').filter(isRunning)).toEqual([])
  })

  it('can be stopped while it is starting', async () => {
    open('well')
    const answer = readAccount()
    const stopping = stub.supervisor.stop()
    expect(await answer).toEqual({ ok: false, error: { kind: 'stopped' } })
    await stopping
    expect(stub.pids('start').filter(isRunning)).toEqual([])
  })
})
