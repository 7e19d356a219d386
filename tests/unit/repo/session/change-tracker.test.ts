import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../../../src/core/checkpoint/checkpoint'
import { err, ok, type Result } from '../../../../src/core/result'
import type { Change } from '../../../../src/core/session/change'
import { headMove } from '../../../../src/core/session/head-move'
import { createChangeTracker, type ChangeTrackerDeps } from '../../../../src/repo/session/change-tracker'
import { createManualClock } from '../../../support/manual-clock'

function checkpoint(id: string): Checkpoint {
  return {
    id,
    sequence: 1,
    atMs: 0,
    label: '',
    reason: 'change',
    sessionId: 's',
    head: 'h0',
    branch: 'main',
    scan: 'hinted',
    complete: true,
    uncaptured: [],
    files: 0,
    bytes: 0,
    newBytes: 0,
  }
}

/** A store in which each capture differs from the one before by the paths it was given, unless told otherwise. */
function setUp(options: Partial<ChangeTrackerDeps> = {}) {
  const manual = createManualClock(1_000_000)
  const captures: string[][] = []
  const held = new Map<string, readonly string[]>()
  const changes: Change[] = []
  const failures: unknown[] = []
  let unchanged = false
  let failing = false
  const tracker = createChangeTracker({
    clock: manual.clock,
    sessionId: 's',
    baseline: checkpoint('c0'),
    latest: 'c0',
    lastNumber: 0,
    changes: [],
    head: { commit: 'h0', branch: 'main' },
    describeMove: (from, to) => headMove(from, to, []),
    lookAtHead: () => {},
    gitWrites: () => false,
    listUncommitted: () => Promise.resolve(ok([])),
    told: () => null,
    capture: (paths) => {
      captures.push([...paths])
      if (failing) return Promise.resolve(err({ kind: 'no-space', path: '/store' }))
      const id = `c${held.size + 1}`
      held.set(id, unchanged ? [] : paths)
      return Promise.resolve(ok(checkpoint(id)))
    },
    countFiles: (_, to) =>
      Promise.resolve(
        ok((held.get(to) ?? []).map((path) => ({ path, added: 1, removed: 0, kind: 'modified' as const }))),
      ),
    restoredElsewhere: () => Promise.resolve(null),
    diffPosted: () => Promise.resolve(),
    onChange: (change) => changes.push(change),
    onCaptured: () => {},
    onFailed: (error) => failures.push(error),
    onFault: (fault) => {
      throw fault
    },
    ...options,
  })
  return {
    ...manual,
    tracker,
    captures,
    changes,
    failures,
    wrote: (...paths: string[]) => tracker.wrote(paths, manual.clock.now()),
    contentStays: (stays: boolean) => (unchanged = stays),
    captureFails: (fails: boolean) => (failing = fails),
  }
}

describe('changes', () => {
  it('carry the times of each file and follow one another', async () => {
    const { wrote, advance, changes, tracker } = setUp()
    wrote('a')
    await advance(100)
    wrote('b')
    await advance(300)
    wrote('a')
    await advance(300)
    expect(changes).toEqual([
      {
        number: 1,
        sessionId: 's',
        firstWriteMs: 1_000_000,
        lastWriteMs: 1_000_100,
        closedAtMs: 1_000_400,
        checkpointId: 'c1',
        previousCheckpointId: 'c0',
        files: [
          { path: 'a', added: 1, removed: 0, kind: 'modified', firstWriteMs: 1_000_000, lastWriteMs: 1_000_000 },
          { path: 'b', added: 1, removed: 0, kind: 'modified', firstWriteMs: 1_000_100, lastWriteMs: 1_000_100 },
        ],
        headMoved: null,
        restored: null,
      },
      expect.objectContaining({ number: 2, checkpointId: 'c2', previousCheckpointId: 'c1' }),
    ])
    expect(tracker.scopes.lastChange()).toEqual({ number: 2, from: 'c1', to: 'c2' })
    expect(tracker.scopes.change(1)).toEqual({ number: 1, from: 'c0', to: 'c1' })
    expect(tracker.scopes.uncaptured()).toEqual([])
  })

  it('that end as they began are none, and do not use up a number', async () => {
    const { wrote, advance, changes, contentStays, tracker } = setUp()
    contentStays(true)
    wrote('a')
    await advance(300)
    contentStays(false)
    wrote('b')
    await advance(300)
    expect(changes).toMatchObject([{ number: 1, previousCheckpointId: 'c1', checkpointId: 'c2' }])
    expect(tracker.scopes.latest()).toBe('c2')
  })

  it('that could not be captured are taken with the next', async () => {
    const { wrote, advance, changes, captures, failures, captureFails, tracker } = setUp()
    captureFails(true)
    wrote('a')
    await advance(300)
    expect(failures).toEqual([{ kind: 'no-space', path: '/store' }])
    expect(tracker.scopes.uncaptured()).toEqual(['a'])
    captureFails(false)
    wrote('b')
    await advance(300)
    expect(captures.at(-1)).toEqual(['a', 'b'])
    expect(changes.map(({ number, files }) => [number, files.map(({ path }) => path)])).toEqual([[1, ['a', 'b']]])
  })

  it('wait until the live diff is told', async () => {
    let post = () => {}
    const posted = new Promise<void>((resolve) => (post = resolve))
    const { wrote, advance, captures, settle } = setUp({ diffPosted: () => posted })
    wrote('a')
    await advance(1000)
    expect(captures).toEqual([])
    post()
    await settle()
    expect(captures).toEqual([['a']])
  })

  it('close at once when settled, and settling nothing is nothing', async () => {
    const { wrote, changes, tracker } = setUp()
    await tracker.settle()
    wrote('a')
    await tracker.settle()
    expect(changes).toMatchObject([{ number: 1, closedAtMs: 1_000_000 }])
  })

  it('go on counting in a resumed session', async () => {
    const earlier = [{ number: 4, from: 'c8', to: 'c9' }]
    const { wrote, advance, changes, tracker } = setUp({ latest: 'c9', lastNumber: 4, changes: earlier })
    expect(tracker.scopes.lastChange()).toEqual(earlier[0])
    wrote('a')
    await advance(300)
    expect(changes).toMatchObject([{ number: 5, previousCheckpointId: 'c9' }])
  })

  it('set no timer once they are closed', async () => {
    const { wrote, advance, pending } = setUp()
    wrote('a')
    await advance(300)
    expect(pending()).toBe(0)
  })
})

describe('HEAD that moved', () => {
  it('without files is a change of its own, but never the last change', async () => {
    const { wrote, advance, changes, tracker } = setUp()
    wrote('a')
    await advance(300)
    tracker.headIs({ commit: 'h1', branch: 'main' })
    await advance(299)
    expect(changes).toHaveLength(1)
    await advance(1)
    expect(changes[1]).toMatchObject({ number: 2, files: [], headMoved: { from: 'h0', to: 'h1', branch: 'main' } })
    expect(tracker.scopes.lastChange()?.number).toBe(1)
  })

  it('during a change belongs to it, with where it began', async () => {
    const { wrote, advance, changes, tracker } = setUp()
    wrote('a')
    tracker.headIs({ commit: 'h1', branch: 'main' })
    await advance(100)
    tracker.headIs({ commit: 'h2', branch: 'other' })
    wrote('b')
    await advance(300)
    expect(changes).toMatchObject([{ number: 1, headMoved: { from: 'h0', to: 'h2', branch: 'other' } }])
  })

  it('leaves what is not as HEAD has it to a change of its own, with its own times', async () => {
    const listUncommitted = () => Promise.resolve(ok(['b/of-codex', 'c']))
    const { wrote, advance, changes, captures, tracker } = setUp({ listUncommitted })
    wrote('a', 'b')
    tracker.headIs({ commit: 'h1', branch: 'other' })
    await advance(100)
    wrote('c')
    await advance(300)
    expect(captures).toEqual([['a'], ['b', 'c']])
    expect(changes).toMatchObject([
      { number: 1, headMoved: { to: 'h1' }, lastWriteMs: 1_000_000, previousCheckpointId: 'c0', checkpointId: 'c1' },
      { number: 2, headMoved: null, lastWriteMs: 1_000_100, previousCheckpointId: 'c1', checkpointId: 'c2' },
    ])
    expect(changes.map(({ files }) => files.map(({ path }) => path))).toEqual([['a'], ['b', 'c']])
    expect(tracker.scopes.lastChange()?.number).toBe(2)
  })

  it('takes nothing for its own that git cannot tell of', async () => {
    const failed = { kind: 'git-timeout', command: 'status', afterMs: 1 } as const
    const { wrote, advance, changes, tracker } = setUp({ listUncommitted: () => Promise.resolve(err(failed)) })
    wrote('a')
    tracker.headIs({ commit: 'h1', branch: 'main' })
    await advance(300)
    expect(changes).toMatchObject([
      { headMoved: { to: 'h1' }, files: [] },
      { headMoved: null, files: [{ path: 'a' }] },
    ])
  })

  it('there and back is nothing', async () => {
    const { advance, changes, captures, tracker } = setUp()
    tracker.headIs({ commit: 'h1', branch: 'other' })
    await advance(100)
    tracker.headIs({ commit: 'h0', branch: 'main' })
    await advance(1000)
    expect([changes, captures]).toEqual([[], []])
  })

  it('says so when only the branch is another one', async () => {
    const { advance, changes, tracker } = setUp()
    tracker.headIs({ commit: 'h0', branch: 'other' })
    await advance(300)
    expect(changes).toMatchObject([{ headMoved: { from: 'h0', to: 'h0', branch: 'other' } }])
  })
})

describe('the end of a session', () => {
  const end =
    (id: string): (() => Promise<Result<Checkpoint, never>>) =>
    () =>
      Promise.resolve(ok(checkpoint(id)))

  it('closes the open change first, and adds one for what only the full scan finds', async () => {
    const { wrote, changes, tracker } = setUp({
      countFiles: (_, to) =>
        Promise.resolve(ok([{ path: to === 'end' ? 'missed' : 'a', added: 0, removed: 0, kind: 'added' as const }])),
    })
    wrote('a')
    expect(await tracker.end(end('end'))).toMatchObject({ ok: true, value: { id: 'end' } })
    expect(changes.map(({ number, files }) => [number, files[0]?.path])).toEqual([
      [1, 'a'],
      [2, 'missed'],
    ])
    expect(tracker.scopes.latest()).toBe('end')
  })

  it('keeps what is written later for the scope since the baseline, without making changes of it', async () => {
    const { wrote, advance, changes, tracker, pending } = setUp()
    await tracker.end(end('end'))
    await advance(10)
    wrote('later')
    tracker.headIs({ commit: 'h1', branch: 'main' })
    await advance(1000)
    expect(changes).toEqual([])
    expect(tracker.scopes.uncaptured()).toEqual(['later'])
    expect(pending()).toBe(0)
  })
})

describe('a restore', () => {
  const from = { kind: 'restore', checkpointId: 'old', atMs: 5 } as const

  it('is one change with what it wrote, after what was open before it', async () => {
    const { wrote, advance, settle, changes, tracker } = setUp()
    wrote('before')
    let finish = () => {}
    const wait = new Promise<void>((resolve) => (finish = resolve))
    const answer = tracker.restoring(async () => {
      await wait
      return { answer: 'done', from, paths: ['a', 'b'] }
    })
    await settle()
    wrote('a')
    wrote('heard')
    await advance(5000)
    expect(changes.map(({ files }) => files.map(({ path }) => path))).toEqual([['before']])
    finish()
    expect(await answer).toBe('done')
    expect(changes[1]).toMatchObject({ number: 2, restored: from, headMoved: null })
    expect(changes[1]?.files.map(({ path }) => path).toSorted()).toEqual(['a', 'b', 'heard'])
    wrote('after')
    await advance(300)
    expect(changes[2]).toMatchObject({ number: 3, restored: null, files: [{ path: 'after' }] })
  })

  it('that is refused leaves what was written meanwhile to a change of its own', async () => {
    const { wrote, changes, tracker } = setUp()
    await tracker.restoring(async () => {
      wrote('mine')
      return { answer: null, from: null, paths: [] }
    })
    expect(changes).toMatchObject([{ number: 1, restored: null, files: [{ path: 'mine' }] }])
  })

  it('that fails like a bug does not stop later captures', async () => {
    const { wrote, advance, changes, tracker } = setUp()
    const failed = tracker.restoring(() => Promise.reject(new Error('a bug')))
    await expect(failed).rejects.toThrow('a bug')
    wrote('a')
    await advance(300)
    expect(changes).toHaveLength(1)
  })
})

describe('a store that another process writes', () => {
  it('is waited for, and nothing is lost or said', async () => {
    let busy = 3
    const { wrote, advance, changes, failures } = setUp({
      capture: () => Promise.resolve(busy-- > 0 ? err({ kind: 'store-busy', waitedMs: 10_000 }) : ok(checkpoint('c1'))),
      countFiles: () => Promise.resolve(ok([{ path: 'a', added: 1, removed: 0, kind: 'modified' as const }])),
    })
    wrote('a')
    await advance(300)
    expect(changes).toEqual([])
    await advance(60_000)
    expect(changes).toMatchObject([{ number: 1, files: [{ path: 'a' }] }])
    expect(failures).toEqual([])
  })

  it('is not waited for when the repository is closed', async () => {
    let asked = 0
    const { wrote, advance, tracker } = setUp({
      capture: () => {
        asked += 1
        return Promise.resolve(err({ kind: 'store-busy', waitedMs: 10_000 }))
      },
    })
    wrote('a')
    await advance(300)
    tracker.stop()
    await advance(60_000)
    expect(asked).toBe(2)
  })
})

describe('a correction', () => {
  it('finds what nobody heard of, as one more change', async () => {
    const { changes, tracker } = setUp({
      countFiles: () => Promise.resolve(ok([{ path: 'missed', added: 2, removed: 0, kind: 'added' as const }])),
    })
    await tracker.correct(() => Promise.resolve(ok(checkpoint('full'))))
    expect(changes).toMatchObject([{ number: 1, checkpointId: 'full', files: [{ path: 'missed' }] }])
    expect(tracker.scopes.latest()).toBe('full')
  })
})
