import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineDiff } from '../../../src/core/diff/line-diff'
import { objectId } from '../../../src/repo/checkpoint/loose-object'
import { compareSides } from '../../../src/repo/diff/compare-sides'
import { isUntouched, readDiskSide, stampOf } from '../../../src/repo/diff/disk-side'
import { createGitLane } from '../../../src/repo/diff/git-lane'
import { createLanes } from '../../../src/repo/diff/lanes'
import { largestTextBytes, type Side } from '../../../src/repo/diff/side'
import { createGitRunner } from '../../../src/repo/git/git-runner'
import { systemClock } from '../../../src/services/system-clock'
import { applyHunks } from '../../support/apply-hunks'
import { createManualClock } from '../../support/manual-clock'
import { createRandom } from '../../support/random'
import { createTempDir } from '../../support/temp-repo'

let dir = ''
beforeEach(() => {
  dir = createTempDir('sides')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const read = (path: string) => readDiskSide(dir, path, systemClock, false)
const file = (text: string | Uint8Array, mode = 0o100644): Side => ({ kind: 'file', mode, bytes: Buffer.from(text) })
const anyText: unknown = expect.any(String)
const fail = (): never => {
  throw new Error('no text')
}
const noLines: LineDiff = { kind: 'hunks', hunks: [], added: 0, removed: 0 }

describe('the disk side', () => {
  it('reads files with their mode, links by their target, and says what cannot be read', async () => {
    writeFileSync(join(dir, 'a'), 'text')
    writeFileSync(join(dir, 'run'), 'x')
    chmodSync(join(dir, 'run'), 0o744)
    symlinkSync('a', join(dir, 'link'))
    mkdirSync(join(dir, 'folder'))
    execFileSync('mkfifo', [join(dir, 'pipe')])
    expect(await read('a')).toEqual(file('text'))
    expect(await read('run')).toEqual(file('x', 0o100755))
    expect(await read('link')).toEqual({ kind: 'symlink', target: Buffer.from('a') })
    expect(await read('folder')).toEqual({ kind: 'absent' })
    expect(await read('missing')).toEqual({ kind: 'absent' })
    expect(await read('pipe')).toEqual({ kind: 'unreadable', why: 'NOT_REGULAR' })
  })

  it('does not follow a folder that is a link out of the work tree', async () => {
    const outside = createTempDir('outside')
    writeFileSync(join(outside, 'secret'), 'x')
    symlinkSync(outside, join(dir, 'way'))
    expect(await read('way/secret')).toEqual({ kind: 'absent' })
    rmSync(outside, { recursive: true })
  })

  it('reads a larger file whole and names one that is too large by its blob', async () => {
    const large = Buffer.alloc(largestTextBytes + 1, 'l')
    const middle = Buffer.alloc(300_000, 'm')
    writeFileSync(join(dir, 'large'), large)
    writeFileSync(join(dir, 'middle'), middle)
    expect(await read('middle')).toEqual(file(middle))
    const side = await read('large')
    expect(side).toMatchObject({ kind: 'large', size: large.length, id: null })
    const isBlob = side.kind === 'large' ? side.isBlob : () => Promise.resolve(false)
    expect(await isBlob(objectId('blob', large))).toBe(true)
    expect(await isBlob(objectId('blob', middle))).toBe(false)
  })

  it('looks a second time for a file that was there before', async () => {
    const { clock, advance } = createManualClock()
    const side = readDiskSide(dir, 'a', clock, true)
    await advance(10)
    writeFileSync(join(dir, 'a'), 'back')
    await advance(10)
    expect(await side).toEqual(file('back'))
  })

  it('looks again at a file that was emptied just now, and takes it for empty when it stays so', async () => {
    const { clock, advance } = createManualClock(Date.now())
    writeFileSync(join(dir, 'a'), '')
    const written = readDiskSide(dir, 'a', clock, true)
    await advance(20)
    writeFileSync(join(dir, 'a'), 'all of it')
    await advance(20)
    expect(await written).toEqual(file('all of it'))

    writeFileSync(join(dir, 'a'), '')
    const emptied = readDiskSide(dir, 'a', clock, true)
    await advance(20)
    await advance(20)
    await advance(20)
    expect(await emptied).toEqual(file(''))
    // What was emptied long ago is not waited for.
    utimesSync(join(dir, 'a'), 1000, 1000)
    expect(await readDiskSide(dir, 'a', clock, true)).toEqual(file(''))
  })

  it('looks again at once when it hears that the file was touched', async () => {
    const { clock, advance, pending } = createManualClock(Date.now())
    const touched = new AbortController()
    const gone = readDiskSide(dir, 'a', clock, true, touched.signal)
    writeFileSync(join(dir, 'b'), '')
    const emptied = readDiskSide(dir, 'b', clock, true, touched.signal)
    await advance(0)
    expect(pending()).toBe(2)
    writeFileSync(join(dir, 'a'), 'back')
    writeFileSync(join(dir, 'b'), 'all of it')
    touched.abort()
    expect([await gone, await emptied, pending()]).toEqual([file('back'), file('all of it'), 0])
  })

  it('trusts a stamp only when it was old at the time of the read', () => {
    const path = join(dir, 'a')
    writeFileSync(path, 'x')
    utimesSync(path, 1000, 1000)
    const old = stampOf(dir, 'a', 1_000_200)
    const young = stampOf(dir, 'a', 1_000_050)
    expect(isUntouched(old, stampOf(dir, 'a', 2_000_000))).toBe(true)
    expect(isUntouched(young, stampOf(dir, 'a', 2_000_000))).toBe(false)
    utimesSync(path, 1001, 1001)
    expect(isUntouched(old, stampOf(dir, 'a', 2_000_000))).toBe(false)
    expect(isUntouched(null, stampOf(dir, 'a', 2_000_000))).toBe(false)
    expect(isUntouched(old, stampOf(dir, 'gone', 2_000_000))).toBe(false)
    // What is written below a folder does not show on it.
    mkdirSync(join(dir, 'folder'))
    utimesSync(join(dir, 'folder'), 1000, 1000)
    const folder = stampOf(dir, 'folder', 1_000_200)
    expect(isUntouched(folder, stampOf(dir, 'folder', 2_000_000))).toBe(false)
  })
})

describe('two sides', () => {
  const absent: Side = { kind: 'absent' }
  const link = (target: string): Side => ({ kind: 'symlink', target: Buffer.from(target) })
  const module = (commit: string | null): Side => ({ kind: 'submodule', commit })
  const large = (size: number, id: string | null): Side => ({
    kind: 'large',
    mode: 0o100644,
    size,
    id,
    stamp: id ?? 'disk',
    content: () => Promise.resolve(null),
    isBlob: (other) => Promise.resolve(other === 'same'),
  })
  const between = async (old: Side, now: Side) => {
    const diff = await compareSides('p', old, now, () => Promise.resolve(noLines))
    return diff && [diff.change, diff.body, diff.oldMode, diff.newMode]
  }

  it('tells contents of the same size apart, and the same content by the same text', async () => {
    const bodyOf = async (old: Side, now: Side) => (await compareSides('p', old, now, () => fail()))?.body
    const first = await bodyOf(file('a\0'), file('b\0'))
    expect(await bodyOf(file('a\0'), file('b\0'))).toEqual(first)
    expect(await bodyOf(file('a\0'), file('c\0'))).not.toEqual(first)
    expect(await bodyOf(file('c\0'), file('b\0'))).not.toEqual(first)
  })

  it.each<[string, Side, Side, unknown]>([
    ['nothing twice', absent, absent, null],
    ['equal files', file('x'), file('x'), null],
    ['another mode', file('x'), file('x', 0o100755), ['mode-changed', { kind: 'same' }, 0o100644, 0o100755]],
    ['a new file', absent, file('x'), ['added', { kind: 'text', hunks: [] }, null, 0o100644]],
    ['a new empty file', absent, file(''), ['added', { kind: 'text', hunks: [] }, null, 0o100644]],
    [
      'a binary',
      file('a\0'),
      file('b'),
      ['modified', { kind: 'binary', oldBytes: 2, newBytes: 1, content: anyText }, 0o100644, 0o100644],
    ],
    [
      'a deleted binary',
      file('\0'),
      absent,
      ['deleted', { kind: 'binary', oldBytes: 1, newBytes: null, content: anyText }, 0o100644, null],
    ],
    [
      'too large',
      file('a'),
      large(9, null),
      ['modified', { kind: 'too-large', oldBytes: 1, newBytes: 9, content: anyText }, 0o100644, 0o100644],
    ],
    ['a large file only touched', large(9, 'same'), large(9, null), null],
    [
      'a large file of the same size',
      large(9, 'other'),
      large(9, null),
      ['modified', { kind: 'too-large', oldBytes: 9, newBytes: 9, content: 'other disk' }, 0o100644, 0o100644],
    ],
    [
      'a link turned',
      link('a'),
      link('b'),
      ['modified', { kind: 'symlink', oldTarget: 'a', newTarget: 'b' }, 0o120000, 0o120000],
    ],
    [
      'a file that became a link',
      file('a'),
      link('b'),
      ['type-changed', { kind: 'symlink', oldTarget: null, newTarget: 'b' }, 0o100644, 0o120000],
    ],
    [
      'a submodule moved',
      module('a'),
      module('b'),
      ['modified', { kind: 'submodule', oldCommit: 'a', newCommit: 'b' }, 0o160000, 0o160000],
    ],
    ['a submodule of unknown commit', module('a'), module(null), null],
    [
      'unreadable',
      file('a'),
      { kind: 'unreadable', why: 'EACCES' },
      ['modified', { kind: 'unreadable', why: 'EACCES' }, 0o100644, null],
    ],
  ])('%s', async (_, old, now, expected) => {
    expect(await between(old, now)).toEqual(expected)
  })
})

describe('the git lane', () => {
  const runner = createGitRunner({ clock: systemClock, env: process.env })
  const random = createRandom(5)
  const lines = Array.from({ length: 6000 }, () => `${Math.floor(random() * 60)}\n`)
  const before = Buffer.from(lines.join(''))
  const after = Buffer.from(lines.toReversed().join(''))

  it('takes over a rewrite that is too large for this process, and names its hunks alike', async () => {
    const lanes = createLanes({ gitDiff: createGitLane(runner, join(dir, 'tmp')), atOnce: 2 })
    const calls = runner.calls()
    const never = new AbortController().signal
    const diff = await lanes.compareText('p', before, after, never)
    expect(runner.calls()).toBeGreaterThan(calls)
    expect(applyHunks(before.toString(), diff.hunks)).toBe(after.toString())
    expect(diff.added).toBeLessThan(6000)
    const small = await lanes.compareText('p', Buffer.from('a\n'), Buffer.from('b\n'), never)
    expect(small.hunks).toHaveLength(1)
  })

  it('gives a right answer even when git cannot be asked or was given up', async () => {
    const gone = createLanes({ gitDiff: () => Promise.resolve(null), atOnce: 1 })
    const controller = new AbortController()
    const diff = await gone.compareText('p', before, after, controller.signal)
    expect(applyHunks(before.toString(), diff.hunks)).toBe(after.toString())
    const lanes = createLanes({ gitDiff: createGitLane(runner, join(dir, 'tmp')), atOnce: 1 })
    const running = lanes.compareText('p', before, after, controller.signal)
    controller.abort()
    expect(applyHunks(before.toString(), (await running).hunks)).toBe(after.toString())
  })

  it('leaves no copies behind, nor those of a killed process', async () => {
    const folder = join(dir, 'tmp')
    mkdirSync(join(folder, 'diff-old'), { recursive: true })
    utimesSync(join(folder, 'diff-old'), 1000, 1000)
    mkdirSync(join(folder, 'diff-of-another'))
    const lanes = createLanes({ gitDiff: createGitLane(runner, folder), atOnce: 1 })
    await lanes.compareText('p', before, after, new AbortController().signal)
    expect(readdirSync(folder)).toEqual(['diff-of-another'])
  })

  it('runs no more at once than it may', async () => {
    let running = 0
    let most = 0
    const lanes = createLanes({
      atOnce: 2,
      async gitDiff() {
        running++
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        return null
      },
    })
    const signal = new AbortController().signal
    await Promise.all(Array.from({ length: 5 }, () => lanes.compareText('p', before, after, signal)))
    expect(most).toBe(2)
  })
})
