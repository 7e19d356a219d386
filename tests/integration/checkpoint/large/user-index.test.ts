import { Buffer } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readBlobLengths } from '../../../../src/repo/checkpoint/large/blob-lengths'
import { readUserIndex, type UserIndex } from '../../../../src/repo/checkpoint/large/user-index'
import { splitNul } from '../../../../src/repo/checkpoint/raw-path'
import type { TempRepo } from '../../../support/temp-repo'
import { largeBed } from './large-bed'

const first = 'first\n'

const names = [
  '.gitattributes',
  'a',
  'a.gitattributes',
  'a.txt',
  'deep/.gitattributes',
  'deep/a',
  'deep/deep/a',
  'deep.txt',
  'deeq/a',
  'other/deep/a',
  `long/${'n'.repeat(5_000)}`,
  `long/${'n'.repeat(5_000)}x`,
  'odd/\u00e9\u00ff',
]

/** Names in an index that need not be on disk, each with its mode and blob; a path has a character a byte. */
function stage(repo: TempRepo, entries: readonly (readonly [path: string, id: string, mode?: string])[]): void {
  const lines = entries.map(([path, id, mode = '100644']) => `${mode} ${id} 0\t${path}\0`).join('')
  const input = Buffer.from(lines, 'latin1')
  execFileSync('git', ['update-index', '-z', '--index-info'], { cwd: repo.path, input })
}

function read(repo: TempRepo): UserIndex {
  const index = readUserIndex(join(repo.gitDir(), 'index'))
  if (index === null) throw new Error('the index cannot be read')
  return index
}

/** The paths and ids that git reads of it. */
function asGitSays(repo: TempRepo): (readonly [path: string, id: string])[] {
  const listed = execFileSync('git', ['ls-files', '-s', '-z'], { cwd: repo.path })
  return splitNul(listed).map((line) => [line.slice(line.indexOf('\t') + 1), line.split(' ')[1] ?? ''])
}

const blobOf = (repo: TempRepo, text: string) =>
  execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repo.path, input: text, encoding: 'utf8' }).trim()

describe('an index as it lies on disk', () => {
  const versions: Readonly<Record<string, (repo: TempRepo) => void>> = {
    'version 2': () => {},
    'version 3, with entries that have more flags': (repo) => {
      repo.write('intended.txt', '')
      repo.git('add', '-N', 'intended.txt')
      repo.git('update-index', '--skip-worktree', 'a.txt')
    },
    'version 4, with shortened names': (repo) => repo.git('update-index', '--index-version', '4'),
    'version 4, with submodules and a conflict among them': (repo) => {
      const id = blobOf(repo, first)
      stage(repo, [['deep/module', '1'.repeat(40), '160000']])
      const conflict = [1, 2, 3].map((n) => `100644 ${id} ${n}\tdeep/mine\n`).join('')
      execFileSync('git', ['update-index', '--index-info'], { cwd: repo.path, input: conflict })
      repo.git('update-index', '--index-version', '4')
    },
  }

  it.each(Object.entries(versions))('%s', async (_name, bring) => {
    const { repo } = await largeBed({ 'a.txt': first })
    stage(
      repo,
      [...names.entries()].map(([n, path]) => [path, blobOf(repo, `${n}\n`)] as const),
    )
    bring(repo)
    const index = read(repo)
    const { paths, otherPaths, submodules } = index
    const said = asGitSays(repo).filter(([path]) => !otherPaths.has(path) && !submodules.has(path))
    const all = paths.all()
    expect(all).toEqual(said.map(([path]) => path))
    expect(all.map((_path, place) => paths.at(place))).toEqual(all)
    expect(all.map((_path, place) => index.idAt(place))).toEqual(said.map(([, id]) => id))
    const lines = said.map(([, id]) => `${id}\n`)
    expect(index.idLines(0, all.length).toString('latin1')).toBe(lines.join(''))
    expect(index.idLines(3, 5).toString('latin1')).toBe(lines.slice(3, 5).join(''))
  })

  it('is compared by its bytes as its paths would be', async () => {
    const { repo } = await largeBed({ 'a.txt': first })
    const id = blobOf(repo, first)
    stage(
      repo,
      names.map((path) => [path, id] as const),
    )
    const { paths } = read(repo)
    const all = paths.all()
    const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))
    for (const [place, path] of all.entries()) {
      expect(paths.endsWith(place, '.gitattributes')).toBe(path.endsWith('.gitattributes'))
      for (const [other, another] of all.entries()) {
        expect(Math.sign(paths.compare(place, 0, another))).toBe(path === another ? 0 : path < another ? -1 : 1)
        const isBeside = folderOf(path) === folderOf(another)
        expect([path, another, paths.isBeside(place, other, folderOf(another).length)]).toEqual([
          path,
          another,
          isBeside,
        ])
      }
    }
    const place = all.indexOf('deep/deep/a')
    expect(['Z', 'a', 'a0', 'b', ''].map((name) => Math.sign(paths.compare(place, 'deep/deep/'.length, name)))).toEqual(
      [1, 0, -1, -1, 1],
    )
  })
})

describe('an index of which nothing is known, as it is damaged', () => {
  const header = (version: number, count: number) => {
    const bytes = Buffer.from('DIRC\0\0\0\0\0\0\0\0', 'latin1')
    bytes.writeUInt32BE(version, 4)
    bytes.writeUInt32BE(count, 8)
    return bytes
  }
  /** An entry of version 4: of the name before all but the last `cut` bytes, and `more`. */
  const shortened = (cut: number, more: string) => {
    const stats = Buffer.alloc(62)
    stats.writeUInt32BE(0o100644, 24)
    return Buffer.concat([stats, Buffer.from([cut]), Buffer.from(`${more}\0`)])
  }
  // Zeros instead of a checksum, as `index.skipHash` leaves them.
  const whole = (...parts: readonly Buffer[]) => Buffer.concat([...parts, Buffer.alloc(20)])

  const damaged: Readonly<Record<string, Buffer>> = {
    'more entries than bytes for them': whole(header(2, 0xffff_ffff)),
    'a name that is cut by more than there is': whole(header(4, 2), shortened(0, 'ab'), shortened(3, 'c')),
    'names that would take far more than the index': whole(
      header(4, 4_000),
      ...Array.from({ length: 4_000 }, () => shortened(0, 'x')),
    ),
  }

  it.each(Object.entries(damaged))('%s', async (_name, bytes) => {
    const { repo } = await largeBed({ 'a.txt': first })
    const file = join(repo.path, 'damaged')
    writeFileSync(file, bytes)
    expect(readUserIndex(file)).toBeNull()
  })

  it('but not these bytes by themselves', async () => {
    const { repo } = await largeBed({ 'a.txt': first })
    const file = join(repo.path, 'sound')
    writeFileSync(file, whole(header(4, 3), shortened(0, 'ab'), shortened(1, 'c'), shortened(2, 'd/e')))
    expect(readUserIndex(file)?.paths.all()).toEqual(['ab', 'ac', 'd/e'])
  })
})

describe('the lengths of the blobs of an index', () => {
  it.each([
    ['few', 7],
    ['so many that two children share them', 20_003],
  ])('%s, one of which is nowhere', async (_name, count) => {
    const { repo, bed } = await largeBed({ 'z.txt': first })
    const ids = ['', 'one\n', 'twenty characters.\n\n', 'x'.repeat(70_000)].map((text) => ({
      id: blobOf(repo, text),
      length: text.length,
    }))
    const missing = { id: '1'.repeat(40), length: -1 }
    const blobs = Array.from({ length: count }, (_, n) =>
      n === count - 2 ? missing : (ids[n % ids.length] ?? missing),
    )
    const pathOf = (n: number) => `${String(n).padStart(6, '0')}.txt`
    stage(
      repo,
      blobs.map(({ id }, n) => [pathOf(n), id] as const),
    )
    const lengths = await readBlobLengths(bed.store, read(repo))
    expect([...lengths]).toEqual([...blobs.map(({ length }) => length), first.length])
  })
})
