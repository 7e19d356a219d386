import { describe, expect, it, vi } from 'vitest'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import { largestImageBytes } from '../../../../src/core/diff/largest-image'
import type { Scope } from '../../../../src/core/diff/scope'
import { ok } from '../../../../src/core/result'
import { createDiffFeed } from '../../../../src/repo/diff/diff-feed'
import type { Compared, ResolvedScope, ScopeView } from '../../../../src/repo/diff/scope-view'
import type { DiffBatch, DiffMessage } from '../../../../src/shared/diff-contract'
import { createManualClock } from '../../../support/manual-clock'

function file(path: string, text: string | null): Compared | null {
  if (text === null) return null
  const change = text.startsWith('added:') ? 'added' : text.startsWith('deleted:') ? 'deleted' : 'modified'
  const diff: FileDiff = {
    path,
    from: null,
    change,
    oldMode: change === 'added' ? null : 0o100644,
    newMode: change === 'deleted' ? null : 0o100644,
    added: text.length,
    removed: 0,
    body: { kind: 'text', hunks: [] },
  }
  const blob = text.split(':')[1] ?? null
  return { diff, oldBlob: change === 'deleted' ? blob : null, newBlob: change === 'added' ? blob : null }
}

/** A scope whose files are held in a map; comparing one can be made to wait. */
function setUp(options: { live?: boolean } = {}) {
  const manual = createManualClock()
  const disk = new Map<string, string>()
  const compared: string[] = []
  const gates = new Map<string, Promise<void>>()
  const posted: DiffBatch[] = []
  const contents: DiffMessage[] = []
  const signals = new Map<string, AbortSignal>()
  const faults: unknown[] = []
  let listen: (message: unknown) => void = () => {}
  let closeListener = () => {}
  let closed = 0
  let next: ((scope: Scope) => Promise<ResolvedScope>) | null = null

  const view: ScopeView = {
    shownAs: (path) => path,
    newBatch: () => {},
    from: { kind: 'disk' },
    to: { kind: 'disk' },
    live: options.live ?? true,
    candidates: () => Promise.resolve(ok([...disk.keys()])),
    async compare(path, signal) {
      compared.push(path)
      signals.set(path, signal)
      await gates.get(path)
      return file(path, disk.get(path) ?? null)
    },
    outline(path) {
      const full = file(path, disk.get(path) ?? null)
      return Promise.resolve(full && { ...full, diff: { ...full.diff, added: 0, body: { kind: 'not-loaded' } } })
    },
    prepare: () => Promise.resolve(),
    read(path) {
      const text = disk.get(path)
      return Promise.resolve(
        text === undefined ? { kind: 'absent' } : { kind: 'file', mode: 0o100644, bytes: Buffer.from(text) },
      )
    },
    below: () => Promise.resolve([]),
    stamp: () => null,
  }
  const feed = createDiffFeed({
    clock: manual.clock,
    port: {
      post: (message) => {
        if (message.type === 'content') contents.push(structuredClone(message))
        else if (message.type !== 'review') posted.push(structuredClone(message))
      },
      onMessage: (listener) => void (listen = listener),
      onClose: (listener) => void (closeListener = listener),
      close: () => {},
    },
    resolve: (scope) => next?.(scope) ?? Promise.resolve({ kind: 'view', view }),
    onClose: () => void closed++,
    onFault: (fault) => faults.push(fault),
  })
  const last = () => posted.at(-1)
  return {
    ...manual,
    feed,
    disk,
    compared,
    gates,
    posted,
    contents,
    signals,
    faults,
    last,
    view,
    say: (message: unknown) => listen(message),
    hangUp: () => closeListener(),
    closed: () => closed,
    resolveWith: (resolve: (scope: Scope) => Promise<ResolvedScope>) => (next = resolve),
    paint: () => listen({ type: 'painted', batch: last()?.batch }),
    show: async (scope: Scope = { kind: 'since-baseline' }) => {
      listen({ type: 'show', scope, whitespace: 'exact' })
      await manual.settle()
    },
    save: async (path: string, text: string | null) => {
      if (text === null) disk.delete(path)
      else disk.set(path, text)
      feed.touched(new Map([[path, manual.clock.now()]]))
      await manual.settle()
    },
  }
}

function gate(): { promise: Promise<void>; open: () => void } {
  let open = () => {}
  const promise = new Promise<void>((resolve) => (open = resolve))
  return { promise, open }
}

const paths = (message: DiffBatch | undefined) =>
  message?.type === 'delta'
    ? message.changed.map(({ path }) => path)
    : message?.type === 'scope'
      ? message.files.map(({ path }) => path)
      : null

describe('a feed', () => {
  it('says when everything is painted, and waits only a moment for a window that does not draw', async () => {
    const { feed, show, save, paint, advance, settle } = setUp()
    await show()
    paint()
    const told = vi.fn<() => void>()
    const ask = () => void feed.painted().then(told)
    ask()
    await settle()
    expect(told).toHaveBeenCalledTimes(1)

    await save('a.ts', 'new\n')
    ask()
    await advance(100)
    expect(told).toHaveBeenCalledTimes(1)
    paint()
    await settle()
    expect(told).toHaveBeenCalledTimes(2)

    await save('a.ts', 'newer\n')
    ask()
    await advance(150)
    expect(told).toHaveBeenCalledTimes(3)
  })

  it('computes nothing before a scope is asked for', async () => {
    const { save, compared, posted } = setUp()
    await save('a', 'x')
    expect([compared, posted]).toEqual([[], []])
  })

  it('sends the scope sorted by path, then what moved, each after the last is painted', async () => {
    const { disk, show, save, paint, settle, posted, last } = setUp()
    disk.set('b', 'x').set('a', 'x')
    await show()
    expect(paths(last())).toEqual(['a', 'b'])
    await save('c', 'y')
    await save('a', 'zz')
    expect(posted).toHaveLength(1)
    paint()
    await settle()
    expect(posted).toHaveLength(2)
    expect(paths(last())).toEqual(['a', 'c'])
    paint()
    await save('b', null)
    expect(last()).toMatchObject({ type: 'delta', changed: [], gone: ['b'] })
  })

  it('names the first save that the batch shows', async () => {
    const { show, save, paint, settle, advance, last, clock } = setUp()
    await show()
    const savedAtMs = clock.now()
    await save('a', 'x')
    await advance(50)
    await save('b', 'x')
    paint()
    await settle()
    expect(last()).toMatchObject({ type: 'delta', savedAtMs })
  })

  it('is not woken by an acknowledgement of another batch', async () => {
    const { show, save, say, settle, posted } = setUp()
    await show()
    await save('a', 'x')
    say({ type: 'painted', batch: 99 })
    await settle()
    expect(posted).toHaveLength(1)
  })

  it('drops an answer that a newer save has overtaken, and shows the newer', async () => {
    const { show, save, paint, settle, gates, signals, posted, last } = setUp()
    await show()
    paint()
    const slow = gate()
    gates.set('a', slow.promise)
    await save('a', 'old')
    gates.delete('a')
    await save('a', 'newer')
    expect(signals.get('a')?.aborted).toBe(true)
    slow.open()
    await settle()
    expect(posted).toHaveLength(2)
    expect(last()).toMatchObject({ changed: [{ path: 'a', added: 'newer'.length }] })
  })

  it('shows a file that is written without a pause all the same', async () => {
    const { show, save, paint, settle, advance, gates, signals, last } = setUp()
    await show()
    paint()
    const slow = gate()
    gates.set('a', slow.promise)
    await save('a', 'old')
    await advance(251)
    await save('a', 'newer')
    expect(signals.get('a')?.aborted).toBe(false)
    slow.open()
    await settle()
    expect(paths(last())).toEqual(['a'])
  })

  it('gives up no comparison of a whole scope because its file is heard of meanwhile', async () => {
    const { disk, show, save, settle, gates, signals, last } = setUp()
    disk.set('a', 'old')
    const slow = gate()
    gates.set('a', slow.promise)
    await show()
    await save('a', 'old')
    expect(signals.get('a')?.aborted).toBe(false)
    slow.open()
    await settle()
    expect(last()).toMatchObject({ type: 'scope', files: [{ path: 'a', added: 'old'.length }] })
  })

  it('forgets a scope that is replaced while it is worked out', async () => {
    const { disk, show, settle, gates, posted, last } = setUp()
    disk.set('a', 'x')
    const slow = gate()
    gates.set('a', slow.promise)
    await show({ kind: 'since-baseline' })
    gates.delete('a')
    await show({ kind: 'uncommitted' })
    slow.open()
    await settle()
    expect(posted).toHaveLength(1)
    expect(last()).toMatchObject({ type: 'scope', scope: { kind: 'uncommitted' } })
  })

  it('shows the scope anew when its ends move, and no other', async () => {
    const { feed, show, paint, settle, posted } = setUp()
    await show({ kind: 'last-change' })
    paint()
    feed.moved(({ kind }) => kind === 'uncommitted')
    await settle()
    expect(posted).toHaveLength(1)
    feed.moved(({ kind }) => kind === 'last-change')
    await settle()
    expect(posted).toHaveLength(2)
  })

  it('does not look at the disk for a scope that cannot change', async () => {
    const { show, save, paint, compared } = setUp({ live: false })
    await show({ kind: 'last-change' })
    paint()
    await save('a', 'x')
    expect(compared).toEqual([])
  })

  it('says what a scope lacks and what failed, in words', async () => {
    const { show, resolveWith, last } = setUp()
    resolveWith(() => Promise.resolve({ kind: 'nothing', why: 'no-baseline' }))
    await show()
    expect(last()).toMatchObject({ type: 'nothing', why: 'no-baseline' })
    resolveWith(() => Promise.resolve({ kind: 'failed', error: { kind: 'folder-gone', path: '/x' } }))
    await show()
    expect(last()).toMatchObject({ type: 'failed', message: expect.stringContaining('/x') })
  })

  it('gives the content of what is shown, and of nothing else', async () => {
    const { disk, show, say, settle, contents } = setUp()
    disk.set('a.txt', 'one')
    await show()
    disk.set('secret.txt', 'not shown')
    say({ type: 'content', ask: 1, path: 'a.txt', side: 'new' })
    say({ type: 'content', ask: 2, path: 'secret.txt', side: 'new' })
    await settle()
    expect(contents.toSorted((a, b) => ('ask' in a && 'ask' in b ? a.ask - b.ask : 0))).toEqual([
      { type: 'content', ask: 1, bytes: new TextEncoder().encode('one'), size: 3 },
      { type: 'content', ask: 2, bytes: null, size: null },
    ])
  })

  it('looks again at files of which git says another thing, and only where what is uncommitted is shown', async () => {
    const { feed, disk, show, paint, settle, compared, view } = setUp()
    // Written long ago: a save that is reported again is not compared again.
    view.stamp = () => ({ size: 3n, mtimeNs: 1n, ctimeNs: 1n, ino: 1n, mode: 0n, readAtMs: 1_000_000 })
    disk.set('a.txt', 'one')
    disk.set('b.txt', 'two')
    await show({ kind: 'uncommitted' })
    paint()
    compared.length = 0
    feed.touched(new Map([['a.txt', 1]]))
    await settle()
    expect(compared).toEqual([])
    feed.relisted(['a.txt'])
    await settle()
    expect(compared).toEqual(['a.txt'])
    await show()
    paint()
    compared.length = 0
    feed.relisted(['a.txt'])
    await settle()
    expect(compared).toEqual([])
  })

  it('gives a file that is too large for lines as far as it can be a picture, and does not read a larger one', async () => {
    const { disk, show, say, settle, contents, view } = setUp()
    disk.set('a.png', 'shown')
    await show()
    const read = vi.fn<() => Promise<Buffer>>(() => Promise.resolve(Buffer.from('picture')))
    const large = { kind: 'large', mode: 0o100644, id: null, stamp: '1', isBlob: () => Promise.resolve(false) } as const
    view.read = (_, side) =>
      Promise.resolve({ ...large, size: largestImageBytes + (side === 'old' ? 1 : 0), content: read })
    say({ type: 'content', ask: 1, path: 'a.png', side: 'old' })
    say({ type: 'content', ask: 2, path: 'a.png', side: 'new' })
    await settle()
    expect(contents).toHaveLength(2)
    expect(contents).toContainEqual({ type: 'content', ask: 1, bytes: null, size: largestImageBytes + 1 })
    expect(contents).toContainEqual({
      type: 'content',
      ask: 2,
      bytes: new TextEncoder().encode('picture'),
      size: 'picture'.length,
    })
    expect(read).toHaveBeenCalledOnce()
  })

  it('puts a deleted and an added file with the same content together, and apart again', async () => {
    const { disk, show, save, paint, settle, last } = setUp()
    disk.set('old', 'deleted:blob')
    await show()
    paint()
    await save('new', 'added:blob')
    expect(last()).toMatchObject({ changed: [{ path: 'new', from: 'old', change: 'renamed' }], gone: ['old'] })
    paint()
    await save('new', 'added:other')
    await settle()
    expect(last()).toMatchObject({
      changed: [
        { path: 'new', change: 'added', from: null },
        { path: 'old', change: 'deleted' },
      ],
      gone: [],
    })
  })

  it('sends outlines beyond the first 200 files, and bodies when they are asked for', async () => {
    const { disk, show, say, paint, settle, last } = setUp()
    for (let i = 0; i < 250; i++) disk.set(`f${String(i).padStart(3, '0')}`, 'x')
    await show()
    const first = last()
    expect(first?.type === 'scope' && first.files.filter((f) => f.body.kind === 'not-loaded')).toHaveLength(50)
    paint()
    say({ type: 'load', paths: ['f249', 'f000', 'unknown'] })
    await settle()
    expect(last()).toMatchObject({ type: 'delta', changed: [{ path: 'f249', body: { kind: 'text' } }] })
  })

  it('tells of a burst in outlines, five parts a second and ten once nobody saves any more, and of what it told already nothing', async () => {
    const { feed, disk, show, paint, settle, advance, compared, posted, last, save, clock } = setUp()
    await show()
    paint()
    const all = Array.from({ length: 2000 }, (_, at) => `f${String(at).padStart(4, '0')}`)
    for (const path of all) disk.set(path, 'x')
    const touchAll = () => feed.touched(new Map(all.map((path) => [path, clock.now()])))
    touchAll()
    await settle()
    for (let part = 1; part <= 5; part++) {
      expect(posted).toHaveLength(1 + part)
      expect(paths(last())).toHaveLength(400)
      paint()
      await settle()
      expect(posted).toHaveLength(1 + part)
      await advance(part < 3 ? 200 : 100)
    }
    expect(compared).toEqual([])
    touchAll()
    for (let part = 0; part < 10; part++) await advance(200)
    expect([posted.length, compared]).toEqual([6, []])
    await save('g', 'one save after a rest')
    expect(last()).toMatchObject({ changed: [{ path: 'g', body: { kind: 'text' } }] })
  })

  it('is waited for while it tells of a burst, but not for long when the window does not draw, and not once it is closed', async () => {
    const { feed, disk, show, paint, settle, advance, clock } = setUp()
    await show()
    const all = Array.from({ length: 2000 }, (_, at) => `f${at}`)
    for (const path of all) disk.set(path, 'x')
    feed.touched(new Map(all.map((path) => [path, clock.now()])))
    let done = 0
    const wait = () => void feed.posted().then(() => done++)
    wait()
    await advance(4000)
    expect(done).toBe(0)
    await advance(1000)
    expect(done).toBe(1)
    wait()
    paint()
    await settle()
    expect(done).toBe(1)
    feed.close()
    await settle()
    expect(done).toBe(2)
  })

  it('takes nothing but the contract from its port', async () => {
    const { say, settle, posted } = setUp()
    for (const message of [
      null,
      'show',
      { type: 'show' },
      { type: 'show', scope: { kind: 'x' } },
      { type: 'load', paths: [1] },
    ])
      say(message)
    await settle()
    expect(posted).toEqual([])
  })

  it('reports a bug and goes on', async () => {
    const { show, resolveWith, faults, posted } = setUp()
    resolveWith(() => Promise.reject(new Error('bug')))
    await show()
    expect(faults).toHaveLength(1)
    resolveWith(() => Promise.resolve({ kind: 'nothing', why: 'no-change' }))
    await show()
    expect(posted).toHaveLength(1)
  })

  it('stops when the window is gone', async () => {
    const { show, save, hangUp, closed, posted, paint } = setUp()
    await show()
    paint()
    hangUp()
    hangUp()
    await save('a', 'x')
    expect(closed()).toBe(1)
    expect(posted).toHaveLength(1)
  })
})
