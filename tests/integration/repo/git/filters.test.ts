import { execFileSync } from 'node:child_process'
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createContentHashes, type ContentHashes } from '../../../../src/repo/git/content-hashes'
import { readStatus } from '../../../../src/repo/git/read-status'
import { layoutOf, statusOf, tempDir, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'
import type { TempRepo } from '../../../support/temp-repo'

const touch = (repo: TempRepo, path: string) => utimesSync(join(repo.path, path), 1_000_000_000, 1_000_000_000)
const states = async (repo: TempRepo) =>
  (await statusOf(repo.path)).files.map((f) => `${f.path} ${f.status}${f.filter === null ? '' : ` by ${f.filter}`}`)

/** A repository with files kept by the real git-lfs, which has to be installed. */
function lfsRepo(): TempRepo {
  const repo = tempRepo()
  repo.git('lfs', 'install', '--local')
  repo.git('lfs', 'track', '*.bin')
  repo.write('a.bin', 'a'.repeat(5000))
  repo.write('b.bin', 'b'.repeat(5000))
  repo.commitAll('large files')
  expect(repo.git('cat-file', '-p', 'HEAD:a.bin')).toMatch(/^version https:\/\/git-lfs/)
  return repo
}

it('reads clean when git-lfs files were only touched', async () => {
  const repo = lfsRepo()
  touch(repo, 'a.bin')
  touch(repo, 'b.bin')
  expect(await states(repo)).toEqual([])
})

it('lists a git-lfs file that was edited, also to the same size, and one whose mode changed', async () => {
  const repo = lfsRepo()
  repo.write('a.bin', 'A'.repeat(5000))
  repo.chmod('b.bin', 0o755)
  expect(await states(repo)).toEqual(['a.bin modified', 'b.bin mode-changed'])
  repo.git('add', 'a.bin')
  expect(await states(repo)).toEqual(['a.bin modified', 'b.bin mode-changed'])
  repo.commitAll('edited')
  touch(repo, 'a.bin')
  expect(await states(repo)).toEqual([])
})

it('lists a git-lfs file that is a pointer on disk as unchanged, as git-lfs does', async () => {
  const repo = lfsRepo()
  repo.write('a.bin', repo.git('cat-file', '-p', 'HEAD:a.bin'))
  expect(await states(repo)).toEqual([])
})

it('reads a touched git-lfs file once, not at every status', async () => {
  const repo = lfsRepo()
  touch(repo, 'a.bin')
  const layout = await layoutOf(repo.path)
  const real = createContentHashes()
  const asked: string[] = []
  const hashes: ContentHashes = {
    sha256(file, stat) {
      // git also asks about a file written in the same moment as the index: only the touched one counts.
      if (file.toString().endsWith('a.bin')) asked.push(file.toString())
      // Long enough ago to be remembered.
      return real.sha256(file, Object.assign(stat, { ctimeMs: 0 }))
    },
  }
  const ask = async () =>
    valueOf(await readStatus(testRunner(), layout, { consentedFilters: new Set(), withLines: false, hashes }))
  expect((await ask()).files).toEqual([])
  // The content is replaced behind its back with all times kept: only a second reading would notice.
  const { ino } = statSync(join(repo.path, 'a.bin'))
  writeFileSync(join(repo.path, 'a.bin'), 'z'.repeat(5000))
  touch(repo, 'a.bin')
  expect(statSync(join(repo.path, 'a.bin')).ino).toBe(ino)
  expect((await ask()).files).toEqual([])
  expect(asked).toHaveLength(2)
  repo.write('a.bin', 'Z'.repeat(5000))
  expect((await ask()).files).toMatchObject([{ path: 'a.bin', status: 'modified' }])
})

/** A repository with a filter that leaves a mark when it runs. */
function filterRepo(): { readonly repo: TempRepo; readonly ran: () => boolean } {
  const repo = tempRepo({
    files: { '.gitattributes': '*.secret filter=crypt\n', 'k.secret': 'abc\n', 'plain.txt': 'x\n' },
  })
  const mark = join(tempDir('mark'), 'ran')
  repo.git('config', 'filter.crypt.clean', `touch '${mark}'; tr a-z A-Z`)
  repo.git('config', 'filter.crypt.smudge', 'tr A-Z a-z')
  repo.git('config', 'filter.crypt.required', 'true')
  repo.git('add', '--renormalize', '.')
  repo.git('commit', '-q', '-m', 'filtered')
  execFileSync('rm', ['-f', mark])
  return { repo, ran: () => existsSync(mark) }
}

it('says which filter would have to run, and does not run it', async () => {
  const { repo, ran } = filterRepo()
  touch(repo, 'k.secret')
  expect(await states(repo)).toEqual(['k.secret undecided by crypt'])
  repo.write('k.secret', 'abcd\n')
  repo.write('plain.txt', 'y\n')
  expect(await states(repo)).toEqual(['k.secret undecided by crypt', 'plain.txt modified'])
  expect(ran()).toBe(false)
})

it('runs a filter the user consented to, and only that one', async () => {
  const { repo, ran } = filterRepo()
  const layout = await layoutOf(repo.path)
  const ask = async (filter: string) =>
    valueOf(await readStatus(testRunner(), layout, { consentedFilters: new Set([filter]), withLines: true })).files.map(
      (file) => [file.path, file.status, file.lines?.added ?? null],
    )
  touch(repo, 'k.secret')
  expect(await ask('other')).toEqual([['k.secret', 'undecided', null]])
  expect(ran()).toBe(false)
  expect(await ask('crypt')).toEqual([])
  expect(ran()).toBe(true)
  repo.write('k.secret', 'abc\nmore\n')
  expect(await ask('crypt')).toEqual([['k.secret', 'modified', 1]])
})

it("knows filters of the user's own configuration", async () => {
  const { repo, ran } = filterRepo()
  const home = tempDir('home')
  const settings = join(home, 'settings')
  repo.git('config', '--file', settings, 'filter.crypt.clean', repo.git('config', 'filter.crypt.clean').trimEnd())
  repo.git('config', '--remove-section', 'filter.crypt')
  touch(repo, 'k.secret')
  const runner = testRunner({ GIT_CONFIG_GLOBAL: settings })
  expect((await statusOf(repo.path, runner)).files).toMatchObject([{ status: 'undecided', filter: 'crypt' }])
  expect(ran()).toBe(false)
  const consented = { consentedFilters: new Set(['crypt']), withLines: false }
  expect(valueOf(await readStatus(runner, await layoutOf(repo.path, runner), consented)).files).toEqual([])
})

it('does not ask about a filter that nobody defined', async () => {
  const repo = tempRepo({ files: { '.gitattributes': '* filter=ghost\n', 'a.txt': 'one\n' } })
  repo.write('a.txt', 'two\n')
  expect(await states(repo)).toEqual(['a.txt modified'])
})
