import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Whitespace } from '../../../src/core/diff/scope'
import { normalise } from '../../../src/core/diff/whitespace'
import { createRandom } from '../../support/random'

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-whitespace-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const flags = {
  'ignore-at-end': '--ignore-space-at-eol',
  'ignore-amount': '--ignore-space-change',
  'ignore-all': '--ignore-all-space',
} as const
const modes: readonly Exclude<Whitespace, 'exact'>[] = ['ignore-at-end', 'ignore-amount', 'ignore-all']

/** The new lines that git says are other ones, from 1. */
function differentToGit(old: string, now: string, flag: string): readonly number[] {
  writeFileSync(path.join(folder, 'old'), old)
  writeFileSync(path.join(folder, 'new'), now)
  const { status, stdout } = spawnSync('git', ['diff', '--no-index', '-U0', flag, 'old', 'new'], {
    cwd: folder,
    encoding: 'latin1',
  })
  expect(status).toBeLessThan(2)
  return [...stdout.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, first = '', count = '1']) =>
    Array.from({ length: Number(count) }, (_, at) => Number(first) + at),
  )
}

function same(old: string, now: string, mode: Whitespace): boolean {
  const bytes = (text: string) => normalise(Buffer.from(text), mode)
  return Buffer.compare(bytes(old), bytes(now)) === 0
}

it.each(modes)('%s: calls the same lines equal as git does', (mode) => {
  const random = createRandom(20)
  const pieces = ['a', 'b', ' ', ' ', '  ', '\t', '\r', '\f', '\v', '\u00a0', 'ä']
  const line = () => Array.from({ length: random() * 7 }, () => pieces[Math.floor(random() * pieces.length)]).join('')
  const pairs = Array.from({ length: 20_000 }, () => {
    const old = line()
    // The other side is mostly the same letters with other white space, so that both answers are common.
    const now = random() < 0.2 ? line() : old.replaceAll(/\s/g, () => pieces[2 + Math.floor(random() * 8)] ?? '')
    return { old, now }
  })
  // Lines that are equal and stand only once keep each pair side by side: two of them weigh more than a match across.
  const text = (side: 'old' | 'now') => pairs.map((pair, at) => `${pair[side]}\none ${at}\ntwo ${at}\n`).join('')
  const ours = pairs.flatMap(({ old, now }, at) => (same(`${old}\n`, `${now}\n`, mode) ? [] : [3 * at + 1]))
  expect(ours.length).toBeGreaterThan(1000)
  expect(ours.length).toBeLessThan(19_000)
  expect(differentToGit(text('old'), text('now'), flags[mode])).toEqual(ours)
})

it.each(modes)('%s: reads the end of a file as git does', (mode) => {
  const ends = ['a', 'a\n', 'a \n', 'a\r\n', 'a\n\n', 'a\n ', 'a\n \n', ' a', 'b', '\n', ' ']
  const pairs = ends.flatMap((old) => ends.map((now) => [old, now] as const))
  const read = (equal: (old: string, now: string) => boolean) =>
    pairs.filter(([old, now]) => equal(old, now)).map((pair) => JSON.stringify(pair))
  const git = read((old, now) => {
    writeFileSync(path.join(folder, 'old'), old)
    writeFileSync(path.join(folder, 'new'), now)
    return spawnSync('git', ['diff', '--no-index', flags[mode], 'old', 'new'], { cwd: folder }).stdout.length === 0
  })
  expect(read((old, now) => same(old, now, mode))).toEqual(git)
})
