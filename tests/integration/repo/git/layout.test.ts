import { chownSync, mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readLayout } from '../../../../src/repo/git/layout'
import { repoIdOf } from '../../../../src/repo/git/repo-layout'
import { tempDir, tempRepo, testRunner } from '../../../support/git-fixture'
import { createTempRepo, openTempRepo } from '../../../support/temp-repo'

const elsewhere = { firebreakHome: '/nonexistent/firebreak', homeDir: '/nonexistent' }
const read = (folder: string, limits: Partial<typeof elsewhere> = {}, runner = testRunner()) =>
  readLayout(runner, folder, { ...elsewhere, ...limits })

it('resolves a repository from any folder in it, also through a link', async () => {
  const repo = tempRepo({ files: { 'deep/er/a.txt': 'x\n' } })
  const link = join(tempDir('links'), 'link')
  symlinkSync(repo.path, link)
  const layout = {
    repoId: repoIdOf(repo.path),
    top: repo.path,
    gitDir: join(repo.path, '.git'),
    commonDir: join(repo.path, '.git'),
    name: repo.path.split('/').at(-1),
    objectFormat: 'sha1',
  }
  expect(repoIdOf(repo.path)).toMatch(/^[0-9a-f]{16}$/)
  for (const folder of [repo.path, join(repo.path, 'deep/er'), link]) {
    expect(await read(folder)).toEqual({ ok: true, value: layout })
  }
})

it('resolves a folder whose name holds a newline', async () => {
  const repo = tempRepo({ path: join(tempDir('odd'), 'two\nlines'), objectFormat: 'sha256' })
  expect(await read(repo.path)).toMatchObject({ ok: true, value: { top: repo.path, objectFormat: 'sha256' } })
})

it('takes a submodule as a repository of its own', async () => {
  const inner = tempRepo({ files: { x: 'y\n' } })
  const outer = tempRepo({ files: { 'a.txt': 'x\n' } })
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'lib')
  const gitDir = join(outer.path, '.git/modules/lib')
  expect(await read(join(outer.path, 'lib'))).toMatchObject({
    ok: true,
    value: { top: join(outer.path, 'lib'), gitDir },
  })
})

const refusal = async (...args: Parameters<typeof read>) => {
  const answer = await read(...args)
  return answer.ok ? answer.value : answer.error
}

it('refuses a folder that is no repository, is gone, or is a file', async () => {
  const folder = tempDir()
  expect(await refusal(folder)).toEqual({ kind: 'not-a-repo', path: folder })
  expect(await refusal(join(folder, 'gone'))).toEqual({ kind: 'folder-gone', path: join(folder, 'gone') })
  writeFileSync(join(folder, 'file'), '')
  expect(await refusal(join(folder, 'file'))).toEqual({ kind: 'not-a-repo', path: join(folder, 'file') })
})

it('refuses a bare repository and the inside of a git directory', async () => {
  const bare = tempDir('bare')
  openTempRepo(bare).git('init', '-q', '--bare', '.')
  expect(await refusal(bare)).toEqual({ kind: 'bare', path: bare })
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  expect(await refusal(join(repo.path, '.git'))).toMatchObject({ kind: expect.stringMatching(/bare|not-a-repo/) })
})

it('refuses a bare repository that is embedded in tracked files', async () => {
  const repo = tempRepo({ files: { 'docs/a.md': 'x\n' } })
  openTempRepo(join(repo.path, 'docs')).git('init', '-q', '--bare', '.')
  openTempRepo(join(repo.path, 'docs')).git('config', 'core.bare', 'false')
  openTempRepo(join(repo.path, 'docs')).git('config', 'core.worktree', repo.path)
  expect(await refusal(join(repo.path, 'docs'))).toEqual({ kind: 'bare', path: join(repo.path, 'docs') })
})

it('refuses a repository that belongs to somebody else, until the user trusts it', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  for (const path of [repo.path, join(repo.path, '.git')]) chownSync(path, 12_345, 12_345)
  const settings = join(tempDir('home'), 'settings')
  writeFileSync(settings, '')
  const runner = testRunner({ GIT_CONFIG_GLOBAL: settings })
  expect(await refusal(repo.path, {}, runner)).toEqual({ kind: 'unsafe-owner', path: repo.path })
  writeFileSync(settings, `[safe]\n\tdirectory = ${repo.path}\n`)
  expect((await read(repo.path, {}, runner)).ok).toBe(true)
})

it('refuses the home folder and a repository that holds FIREBREAK_HOME', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  expect(await refusal(repo.path, { homeDir: repo.path })).toEqual({ kind: 'home-repo', path: repo.path })
  const home = join(repo.path, 'not/yet/made')
  expect(await refusal(repo.path, { firebreakHome: home })).toEqual({
    kind: 'holds-firebreak-home',
    path: repo.path,
    home,
  })
  expect((await read(repo.path, { homeDir: join(repo.path, '..') })).ok).toBe(true)
})

it.each(['outside', 'parent'])('refuses a work tree that the repository places %s', async (place) => {
  const parent = tempDir('parent')
  mkdirSync(join(parent, 'outside'))
  const repo = createTempRepo({ path: join(parent, 'repo'), files: { 'a.txt': 'x\n' } })
  const workTree = place === 'outside' ? join(parent, 'outside') : parent
  repo.git('config', 'core.worktree', workTree)
  expect(await refusal(repo.path)).toEqual({ kind: 'outside-worktree', path: repo.path, workTree })
})

it('finds git in a folder where it usually is when PATH has none', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  expect((await read(repo.path, {}, testRunner({ PATH: '/nonexistent/bin' }))).ok).toBe(true)
})

it('says that the folder is gone when it went away after it was opened', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  const runner = testRunner()
  const layout = await read(repo.path, {}, runner)
  renameSync(repo.path, `${repo.path}-moved`)
  const answer = layout.ok ? await runner.run(['status'], { layout: layout.value }) : layout
  renameSync(`${repo.path}-moved`, repo.path)
  expect(answer).toEqual({ ok: false, error: { kind: 'folder-gone', path: realpathSync(repo.path) } })
})
