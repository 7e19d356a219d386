import { expect, it, vi } from 'vitest'
import { createRepoHost, type ConnectRepo } from '../../../../src/main/repo/repo-host'
import type { ToRepoProcess } from '../../../../src/shared/repo-contract'
import type { RepoFact } from '../../../../src/shared/repo-facts'
import { createManualClock } from '../../../support/manual-clock'

function setUp() {
  const { clock, advance, pending } = createManualClock()
  const processes: { events: Parameters<ConnectRepo>[0]; posted: ToRepoProcess[]; ended: boolean }[] = []
  const connect: ConnectRepo = (events) => {
    const process = { events, posted: [] as ToRepoProcess[], ended: false }
    processes.push(process)
    return {
      post: (message) => void process.posted.push(message),
      end() {
        process.ended = true
      },
    }
  }
  const host = createRepoHost({ connect, clock })
  const process = (index: number) => {
    const found = processes[index]
    if (found === undefined) throw new Error(`process ${index} was not started`)
    return found
  }
  return { host, processes, process, advance, pending }
}

const status = { type: 'read-status', repoId: 'r' } as const

it('holds requests back until the process is ready and pairs answers with them', async () => {
  const { host, process } = setUp()
  const first = host.request({ type: 'settle', repoId: 'r', sessionId: 's' })
  const second = host.request({ type: 'close', repoId: 'r' })
  expect(process(0).posted).toEqual([])
  process(0).events.onMessage({ kind: 'ready' })
  expect(process(0).posted.map(({ id, request }) => [id, request.type])).toEqual([
    [1, 'settle'],
    [2, 'close'],
  ])
  process(0).events.onMessage({ kind: 'answer', id: 2, answer: { ok: true, value: null } })
  process(0).events.onMessage({ kind: 'answer', id: 1, answer: { ok: false, error: { kind: 'not-served' } } })
  expect(await second).toEqual({ ok: true, value: null })
  expect(await first).toEqual({ ok: false, error: { kind: 'not-served' } })
})

it('passes ports on and facts to every listener', () => {
  const post = vi.fn<(message: ToRepoProcess, transfer: readonly object[]) => void>()
  const port = {}
  const { clock } = createManualClock()
  let say: Parameters<ConnectRepo>[0] | null = null
  const host = createRepoHost({
    clock,
    connect(events) {
      say = events
      return { post, end: () => {} }
    },
  })
  const heard = vi.fn<(fact: RepoFact) => void>()
  const stop = host.onFact(heard)
  const told = say as Parameters<ConnectRepo>[0] | null
  told?.onMessage({ kind: 'ready' })
  void host.request({ type: 'attach-diff', repoId: 'r' }, [port])
  expect(post).toHaveBeenCalledWith({ id: 1, request: { type: 'attach-diff', repoId: 'r' } }, [port])
  told?.onMessage({ kind: 'fact', fact: { type: 'checkpoints-changed', repoId: 'r' } })
  stop()
  told?.onMessage({ kind: 'fact', fact: { type: 'checkpoints-changed', repoId: 'r' } })
  expect(heard).toHaveBeenCalledTimes(1)
})

it('fails what was open when the process dies, starts it again and says so', async () => {
  const { host, process, processes, advance } = setUp()
  const restarted = vi.fn<() => void>()
  host.onRestart(restarted)
  process(0).events.onMessage({ kind: 'ready' })
  const open = host.request(status)
  process(0).events.onExit()
  expect(await open).toEqual({ ok: false, error: { kind: 'not-served' } })
  expect(await host.request(status)).toEqual({ ok: false, error: { kind: 'not-served' } })
  expect(await host.request({ type: 'close', repoId: 'r' })).toEqual({ ok: true, value: null })
  await advance(250)
  expect(processes).toHaveLength(2)
  expect(restarted).not.toHaveBeenCalled()
  process(1).events.onMessage({ kind: 'ready' })
  expect(restarted).toHaveBeenCalledTimes(1)
  void host.request(status)
  expect(process(1).posted).toHaveLength(1)
})

it('waits longer after each crash, and forgets them after a healthy minute', async () => {
  const { process, processes, advance } = setUp()
  process(0).events.onExit()
  await advance(250)
  process(1).events.onExit()
  await advance(499)
  expect(processes).toHaveLength(2)
  await advance(1)
  expect(processes).toHaveLength(3)
  process(2).events.onMessage({ kind: 'ready' })
  await advance(60_000)
  process(2).events.onExit()
  await advance(250)
  expect(processes).toHaveLength(4)
})

it('hears nothing from a process that has ended', async () => {
  const { host, process, advance } = setUp()
  const heard = vi.fn<(fact: RepoFact) => void>()
  host.onFact(heard)
  process(0).events.onExit()
  process(0).events.onExit()
  process(0).events.onMessage({ kind: 'fact', fact: { type: 'checkpoints-changed', repoId: 'r' } })
  await advance(250)
  expect(heard).not.toHaveBeenCalled()
})

it('ends the process and leaves no timer when it is disposed', async () => {
  const { host, process, processes, advance, pending } = setUp()
  process(0).events.onMessage({ kind: 'ready' })
  const open = host.request(status)
  host.dispose()
  expect(process(0).ended).toBe(true)
  expect(await open).toEqual({ ok: false, error: { kind: 'not-served' } })
  process(0).events.onExit()
  await advance(60_000)
  expect(processes).toHaveLength(1)
  expect(pending()).toBe(0)
})
