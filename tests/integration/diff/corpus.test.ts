import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Hunk } from '../../../src/core/diff/file-diff'
import { hunkLines } from '../../../src/core/diff/hunk-lines'
import { diffLines } from '../../../src/core/diff/line-diff'
import { parsePatch } from '../../../src/core/diff/parse-patch'
import { textOfBytes } from '../../../src/core/diff/text-of-bytes'
import { updateDiff } from '../../../src/core/diff/update-diff'
import { decodeText, sameBytes } from '../../../src/repo/diff/platform-text'
import { createRandom } from '../../support/random'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'firebreak-corpus-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

interface Pair {
  readonly name: string
  readonly before: Buffer
  readonly after: Buffer
}

/** git's hunks of all pairs, from one call. */
function gitHunks(pairs: readonly Pair[]): ReadonlyMap<string, readonly Hunk[]> {
  for (const [folder, side] of [
    ['a', 'before'],
    ['b', 'after'],
  ] as const) {
    mkdirSync(join(dir, folder))
    for (const [at, pair] of pairs.entries()) writeFileSync(join(dir, folder, `${at}`), pair[side])
  }
  const args = ['diff', '--no-index', '--no-color', '--text', '--no-prefix', 'a', 'b']
  const { stdout } = spawnSync('git', args, { cwd: dir, maxBuffer: 2 ** 30 })
  const named = parsePatch(stdout, { decode: decodeText })
  // Without prefixes the names are "a/7" and "b/7", of which the reader takes the first two letters off.
  return new Map(named.map(({ path, body }) => [path.replace(/^.*\//, ''), body.kind === 'text' ? body.hunks : []]))
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    lines.push(bytes.subarray(at, end === -1 ? bytes.length : end + 1))
    at = end === -1 ? bytes.length : end + 1
  }
  return lines
}

/** Puts the new side together of what the hunks say, by line numbers, and checks that every line is the one they show. */
function applied({ name, before, after }: Pair, hunks: readonly Hunk[]): Buffer {
  const [old, now] = [linesOf(before), linesOf(after)]
  const out: Buffer[] = []
  let at = 0
  for (const hunk of hunks) {
    const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
    out.push(...old.slice(at, start))
    at = start
    if (out.length !== (hunk.newCount === 0 ? hunk.newStart : hunk.newStart - 1))
      throw new Error(`${name}: wrong start`)
    for (const line of hunkLines(hunk)) {
      const bytes = line.kind === 'added' ? now[(line.newLine ?? 0) - 1] : old[(line.oldLine ?? 0) - 1]
      const shown = bytes === undefined ? null : textOfBytes(line.noNewline ? bytes : bytes.subarray(0, -1))
      if (bytes === undefined || shown !== line.text) throw new Error(`${name}: "${shown}" is shown as "${line.text}"`)
      if (line.kind !== 'added') {
        if (line.oldLine !== at + 1) throw new Error(`${name}: old line ${at + 1} is numbered ${line.oldLine}`)
        at++
      }
      if (line.kind !== 'removed') out.push(bytes)
    }
  }
  return Buffer.concat([...out, ...old.slice(at)])
}

interface Verdict {
  /** What leads elsewhere than git's diff does; empty when all is well. */
  readonly wrong: readonly string[]
  /** Changed lines, by both. */
  readonly ours: number
  readonly theirs: number
}

/** Compares our diff, ours without the platform's help, one that is updated from a diff with something else, and git's. */
function judge(pairs: readonly Pair[]): Verdict {
  const theirs = gitHunks(pairs)
  const wrong: string[] = []
  const total = { ours: 0, theirs: 0 }
  for (const [at, pair] of pairs.entries()) {
    const { name, before, after } = pair
    const found = diffLines('p', before, after, { same: sameBytes, decode: decodeText })
    if (found.kind !== 'hunks') continue
    const leadsTo = (who: string, hunks: readonly Hunk[]) => {
      if (!applied(pair, hunks).equals(after)) wrong.push(`${name}: ${who}`)
    }
    const git = theirs.get(`${at}`) ?? []
    leadsTo('git', git)
    leadsTo('ours', found.hunks)
    if (JSON.stringify(diffLines('p', before, after)) !== JSON.stringify(found)) wrong.push(`${name}: plain`)
    const middle = after.length >> 1
    const newBytes = Buffer.concat([after.subarray(0, middle), Buffer.from('\nan edit\n'), after.subarray(middle)])
    const first = diffLines('p', before, newBytes)
    const updated = first.kind === 'hunks' ? updateDiff('p', { oldBytes: before, newBytes, diff: first }, after) : null
    if (updated !== null) leadsTo('updated', updated.hunks)
    total.ours += found.added + found.removed
    for (const hunk of git) for (const line of hunkLines(hunk)) if (line.kind !== 'context') total.theirs++
  }
  return { wrong, ...total }
}

const packages = join(import.meta.dirname, '../../../node_modules')
const extension = /\.(?:d\.[cm]?ts|[cm]?js|css|md|json|map)$/

/** Files that lie beside each other under names that differ in the extension, or in a number: versions of one another. */
function* similarFiles(folder: string, depth: number): Generator<readonly [string, string]> {
  const groups = new Map<string, string>()
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth > 0 && entry.name !== '.bin') yield* similarFiles(path, depth - 1)
    if (!entry.isFile() || !extension.test(entry.name)) continue
    const kind = entry.name.replace(extension, '').replace(/\d+|\.(?:min|dev|prod|development|production|esm|umd)/g, '')
    const other = groups.get(kind)
    if (other !== undefined) yield [other, path]
    groups.set(kind, path)
  }
}

it('leads to the same bytes as git for real files that are versions of one another', { timeout: 120_000 }, () => {
  const random = createRandom(2026)
  const all = [...similarFiles(packages, 4)].filter((names) =>
    names.every((name) => {
      const { size } = statSync(name)
      return size > 200 && size < 150_000
    }),
  )
  expect(all.length).toBeGreaterThan(300)
  const pairs: Pair[] = []
  while (pairs.length < 250) {
    const [pair] = all.splice(Math.floor(random() * all.length), 1)
    if (pair === undefined) break
    const [before, after] = pair.map((name) => readFileSync(name))
    if (before === undefined || after === undefined || before.includes(0) || after.includes(0)) continue
    pairs.push({ name: pair.join(' → '), before, after })
  }
  const { wrong, ours, theirs } = judge(pairs)
  expect(wrong).toEqual([])
  expect(theirs).toBeGreaterThan(10_000)
  // A smallest diff is never longer than git's, which takes short cuts.
  expect(ours).toBeLessThanOrEqual(theirs)
})

it.each([1, 2, 3, 4])('leads to the same bytes as git for random files (seed %i)', { timeout: 60_000 }, (seed) => {
  const random = createRandom(seed)
  const pick = (below: number) => Math.floor(random() * below)
  const endings = ['\n', '\n', '\n', '\r\n']
  const pairs: Pair[] = []
  for (let count = 0; count < 120; count++) {
    const words = 2 + pick(60)
    const bytes = random() < 0.3
    const ending = endings[pick(endings.length)] ?? '\n'
    const line = () => {
      const word = `${' '.repeat(pick(4) * 2)}${pick(words)}`
      // Any bytes but NUL and newline, whether they are UTF-8 or not.
      const odd =
        bytes && random() < 0.2 ? String.fromCharCode(...Array.from({ length: 3 }, () => 128 + pick(128))) : ''
      return `${word}${odd}${random() < 0.05 ? '\n' : ending}`
    }
    const before = Array.from({ length: pick(120) }, line)
    let after = [...before]
    for (let edits = pick(15); edits > 0; edits--) {
      const from = pick(after.length + 1)
      const put = random() < 0.3 ? after.slice(from, from + pick(20)) : Array.from({ length: pick(5) }, line)
      after = after.toSpliced(pick(after.length + 1), pick(6), ...put)
    }
    if (random() < 0.1) after = after.toReversed()
    const cut = (lines: readonly string[]) => {
      const all = Buffer.from(lines.join(''), 'latin1')
      return random() < 0.2 ? all.subarray(0, -1) : all
    }
    pairs.push({ name: `seed ${seed}, pair ${count}`, before: cut(before), after: cut(after) })
  }
  expect(judge(pairs).wrong).toEqual([])
})
