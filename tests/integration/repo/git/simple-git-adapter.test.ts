import { expect, it } from 'vitest'
import { readLog } from '../../../../src/repo/git/simple-git-adapter'
import { layoutOf, tempRepo, testRunner } from '../../../support/git-fixture'

const log = async (path: string, count: number) => readLog(testRunner(), await layoutOf(path), count)

it('gives the last commits, newest first', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  const second = repo.commitAll('second: "quotes", é and\ttabs\n\nwith a body')
  const third = repo.commitAll('third')
  const atMs = Date.parse('2026-01-02T03:04:05Z')
  expect(await log(repo.path, 2)).toEqual({
    ok: true,
    value: [
      { commit: third, subject: 'third', atMs },
      { commit: second, subject: 'second: "quotes", é and\ttabs', atMs },
    ],
  })
})

it('gives nothing on an unborn branch', async () => {
  expect(await log(tempRepo().path, 5)).toEqual({ ok: true, value: [] })
})
