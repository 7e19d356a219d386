import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { repoIdOf as idOfTop } from '../../../src/repo/git/repo-layout'
import { repoIdOf } from '../../../src/services/repo-id'
import { createTempDir, createTempRepo } from '../../support/temp-repo'

const made: string[] = []
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true })
})

it('names a folder by the repository it lies in, through links too', async () => {
  const repo = createTempRepo()
  const links = createTempDir('links')
  made.push(repo.path, links)
  mkdirSync(join(repo.path, 'deep/er'), { recursive: true })
  symlinkSync(join(repo.path, 'deep'), join(links, 'link'))
  const id = idOfTop(repo.path)
  expect(await repoIdOf(repo.path)).toBe(id)
  expect(await repoIdOf(join(repo.path, 'deep/er'))).toBe(id)
  expect(await repoIdOf(join(links, 'link/er'))).toBe(id)
})

it('tells linked worktrees apart', async () => {
  const repo = createTempRepo({ files: { a: 'a\n' } })
  const other = join(createTempDir('worktree'), 'other')
  made.push(repo.path, other)
  repo.git('worktree', 'add', '-q', other)
  expect(await repoIdOf(other)).toBe(idOfTop(other))
  expect(await repoIdOf(other)).not.toBe(await repoIdOf(repo.path))
})

it('names a folder without repository, and one that is gone, by its own path', async () => {
  const plain = createTempDir('plain')
  made.push(plain)
  expect(await repoIdOf(plain)).toBe(idOfTop(plain))
  expect(await repoIdOf(join(plain, 'gone'))).toBe(idOfTop(join(plain, 'gone')))
})
