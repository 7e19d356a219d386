import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diffLines } from '../../../src/core/diff/line-diff'
import { parsePatch } from '../../../src/core/diff/parse-patch'
import type { PatchSide } from '../../../src/core/diff/write-patch'
import { patchOf } from '../../../src/core/diff/write-patch'
import { applyHunks } from '../../support/apply-hunks'
import { createRandom } from '../../support/random'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'firebreak-diff-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const blobId = (bytes: Uint8Array) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

function gitDiff(before: Buffer, after: Buffer): Buffer {
  writeFileSync(join(dir, 'a'), before)
  writeFileSync(join(dir, 'b'), after)
  return spawnSync('git', ['diff', '--no-index', '--no-color', 'a', 'b'], { cwd: dir }).stdout
}

/** Sources of this project, with the kinds of edits that people and tools make to them. */
function* realPairs(): Generator<{ name: string; before: Buffer; after: Buffer }> {
  const random = createRandom(42)
  const folder = join(import.meta.dirname, '../../../src/core/diff')
  for (const name of readdirSync(folder)) {
    const before = readFileSync(join(folder, name))
    const lines = before.toString('utf8').split('\n')
    const at = () => Math.floor(random() * lines.length)
    const edits: string[][] = [
      lines.with(at(), 'const changed = true'),
      lines.toSpliced(at(), 5),
      lines.toSpliced(at(), 0, ...lines.slice(0, 12)),
      lines.map((line) => (random() < 0.15 ? `${line} // x` : line)),
      lines.map((line) => `  ${line}`),
      lines.toReversed(),
      [...lines.slice(20), ...lines.slice(0, 20)],
    ]
    for (const edit of edits) yield { name, before, after: Buffer.from(edit.join('\n')) }
    yield { name, before, after: Buffer.from(before.toString('utf8').replaceAll('\n', '\r\n')) }
    yield { name, before, after: before.subarray(0, -1) }
  }
}

describe('the in-process diff', () => {
  it('is never longer than what git finds, and both lead to the same file', () => {
    let pairs = 0
    for (const { name, before, after } of realPairs()) {
      const ours = diffLines('b', before, after)
      const theirs = parsePatch(gitDiff(before, after))[0]
      if (ours.kind !== 'hunks') throw new Error(`budget exceeded by ${name}`)
      const old = before.toString('utf8')
      // Equal files have no patch.
      const body = theirs?.body ?? { kind: 'text', hunks: [] }
      if (body.kind !== 'text') throw new Error(`git calls ${name} ${body.kind}`)
      expect(applyHunks(old, ours.hunks)).toBe(after.toString('utf8'))
      expect(applyHunks(old, body.hunks)).toBe(after.toString('utf8'))
      expect(ours.added + ours.removed).toBeLessThanOrEqual((theirs?.added ?? 0) + (theirs?.removed ?? 0))
      pairs++
    }
    expect(pairs).toBeGreaterThan(80)
  })

  it('places a simple edit exactly where git places it, under the same hunk names', () => {
    let same = 0
    let all = 0
    for (const { before, after } of realPairs()) {
      const ours = diffLines('b', before, after)
      const theirs = parsePatch(gitDiff(before, after))[0]
      if (ours.kind !== 'hunks' || theirs?.body.kind !== 'text') continue
      all++
      if (JSON.stringify(ours.hunks) === JSON.stringify(theirs.body.hunks)) same++
    }
    // git slides runs by its own taste and may settle for a longer diff; most edits leave no choice.
    expect(same / all).toBeGreaterThan(0.6)
  })
})

describe('a written patch', () => {
  const repo = () => join(dir, 'repo')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repo(), stdio: ['ignore', 'pipe', 'pipe'] })

  /** What lies in a repository that held the old side after git has applied the patch to it. */
  function apply(oldSide: PatchSide | null, newSide: PatchSide | null): object[] {
    rmSync(repo(), { recursive: true, force: true })
    mkdirSync(repo())
    git('init', '-q')
    if (oldSide) write(oldSide)
    git('add', '-A')
    const patch = patchOf(oldSide, newSide, blobId)
    if (patch.length > 0) execFileSync('git', ['apply', '--index', '--binary', '-'], { cwd: repo(), input: patch })
    return readdirSync(repo())
      .filter((name) => name !== '.git')
      .map(read)
  }
  const shape = (wanted: PatchSide) => ({ path: wanted.path, mode: wanted.mode, bytes: Buffer.from(wanted.bytes) })
  function write(side: PatchSide): void {
    const path = join(repo(), side.path)
    if (side.mode === 0o120000) symlinkSync(Buffer.from(side.bytes), path)
    else {
      writeFileSync(path, side.bytes)
      chmodSync(path, side.mode & 0o777)
    }
  }
  function read(path: string): { path: string; mode: number; bytes: Buffer } {
    const full = join(repo(), path)
    const stat = lstatSync(full)
    if (stat.isSymbolicLink()) return { path, mode: 0o120000, bytes: readlinkSync(full, { encoding: 'buffer' }) }
    return { path, mode: stat.mode & 0o100 ? 0o100755 : 0o100644, bytes: readFileSync(full) }
  }
  const side = (path: string, text: string | Uint8Array, mode = 0o100644): PatchSide => ({
    path,
    mode,
    bytes: typeof text === 'string' ? Buffer.from(text) : text,
  })
  const everyByte = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31 + (i >> 8)) & 255)

  it.each<[string, PatchSide | null, PatchSide | null]>([
    ['an edit', side('a', 'one\ntwo\nthree\n'), side('a', 'one\n2\nthree\n')],
    ['a new file', null, side('a', 'x\ny')],
    ['an empty new file', null, side('a', '')],
    ['a deleted file', side('a', 'x\n'), null],
    ['a rename', side('a', 'x\n'), side('b', 'x\n')],
    ['a rename with an edit', side('a b', 'x\ny\nz\n'), side('c d', 'x\ny\n')],
    ['a mode change', side('a', 'x\n'), side('a', 'x\n', 0o100755)],
    ['a mode change with an edit', side('a', 'x\n'), side('a', 'y\n', 0o100755)],
    ['CRLF and no newline', side('a', 'a\r\nb\r\n'), side('a', 'a\nb\r')],
    ['bytes that are no UTF-8', side('a', Buffer.from([0xe9, 10, 0xff])), side('a', Buffer.from([0xe8, 10, 0xff, 10]))],
    ['a binary file', side('a', everyByte), side('a', everyByte.toReversed())],
    ['a new binary file', null, side('a', Uint8Array.of(0, 1, 2, 255))],
    ['a deleted binary file', side('a', everyByte.subarray(0, 1000)), null],
    ['a link', side('l', 'old', 0o120000), side('l', 'new', 0o120000)],
    ['a file that becomes a link', side('l', 'text\n'), side('l', 'target', 0o120000)],
    ['a name with a quote, a tab and an accent', side('"q\t é"', 'x\n'), side('"q\t é"', 'y\n')],
    ['nothing', side('a', 'x\n'), side('a', 'x\n')],
  ])('lets git apply turn the old side into the new one: %s', (_, before, after) => {
    expect(apply(before, after)).toEqual(after ? [shape(after)] : [])
  })

  it('stays right where the budget of the diff does not suffice', () => {
    const random = createRandom(3)
    const lines = Array.from({ length: 6000 }, () => `${Math.floor(random() * 40)}\n`)
    const after = side('a', lines.toReversed().join(''))
    expect(apply(side('a', lines.join('')), after)).toEqual([shape(after)])
  })
})
