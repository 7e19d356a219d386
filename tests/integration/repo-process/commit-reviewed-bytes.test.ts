import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRandom } from '../../support/random'
import { take } from '../../support/repo-bed'
import { createTempRepo, hermeticGitEnv } from '../../support/temp-repo'
import { actingBed, uncommitted } from './acting-bed'

/** An edit of one line: other lines in its place, none or several. */
interface Edit {
  readonly at: number
  readonly lines: readonly string[]
}

/** Of the edits only those at the chosen places, in the order of the file. */
function edited(lines: readonly string[], edits: readonly Edit[], chosen: (place: number) => boolean): Buffer {
  const kept = new Map(edits.filter((_, place) => chosen(place)).map((edit) => [edit.at, edit.lines]))
  return Buffer.from(lines.flatMap((line, at) => kept.get(at) ?? [line]).join('\n'), 'latin1')
}

it.each([1, 2, 3, 4, 5, 6])(
  'commits the bytes of exactly what was reviewed, whatever they are (seed %i)',
  async (seed) => {
    const random = createRandom(seed)
    const below = (end: number) => Math.floor(random() * end)
    // All bytes but the newline and NUL, which would make it a binary file.
    const byte = () => String.fromCodePoint([9, 13, 32, 65, 128, 160, 192, 195, 226, 237, 254, 255][below(12)] ?? 65)
    const line = () => `${below(1e9)} ${Array.from({ length: below(30) }, byte).join('')}`
    const base = [...Array.from({ length: 160 }, line), ...(random() < 0.5 ? [''] : [])]
    const edits: Edit[] = []
    for (let at = 3; at < 155; at += 12 + below(20)) edits.push({ at, lines: Array.from({ length: below(3) }, line) })
    const repo = createTempRepo()
    repo.write(
      'a.txt',
      edited(base, [], () => false),
    )
    repo.commitAll('first')
    const now = edited(base, edits, () => true)
    repo.write('a.txt', now)
    const bed = await actingBed({ repo })
    const hunks = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === edits.length)
    const chosen = new Set(hunks.flatMap((_, place) => (place === 0 || random() < 0.5 ? [place] : [])))
    const ids = hunks.flatMap(({ id }, place) => (chosen.has(place) ? [id] : []))
    take(await bed.commit([{ path: 'a.txt', from: null, hunks: ids }]))

    const bytes = (...args: readonly string[]) =>
      execFileSync('git', args, { cwd: repo.path, env: { ...process.env, ...hermeticGitEnv }, maxBuffer: 1 << 24 })
    const committed = edited(base, edits, (place) => chosen.has(place))
    expect(bytes('cat-file', 'blob', 'HEAD:a.txt').equals(committed)).toBe(true)
    expect(bytes('cat-file', 'blob', ':a.txt').equals(committed)).toBe(true)
    expect(readFileSync(join(repo.path, 'a.txt')).equals(now)).toBe(true)
  },
)
