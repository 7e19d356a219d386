import { expect, it } from 'vitest'
import type { GitRunner } from '../../../src/repo/git/git-port'
import { createRepoProcess } from '../../../src/repo/repo-process'
import type { FromRepoProcess } from '../../../src/shared/repo-contract'
import { createManualClock } from '../../support/manual-clock'

const bug = () => {
  throw new Error('bug')
}
const runner: GitRunner = {
  run: bug,
  start: bug,
  runAsUser: bug,
  filtersOf: bug,
  launchSettings: bug,
  forgetUserSettings() {},
  calls: () => 0,
}

it('answers a bug, each time anew, and goes on', async () => {
  const { clock } = createManualClock()
  const posted: FromRepoProcess[] = []
  const repoProcess = createRepoProcess({
    runner,
    clock,
    firebreakHome: '/nowhere/home',
    homeDir: '/nowhere',
    post: (message) => posted.push(message),
  })
  const open = { type: 'open', repoId: 'r', folder: import.meta.dirname, consentedFilters: [] } as const
  repoProcess.receive({ id: 1, request: open }, [])
  await expect.poll(() => posted).toHaveLength(1)
  repoProcess.receive({ id: 2, request: open }, [])
  repoProcess.receive({ id: 3, request: { type: 'read-status', repoId: 'other' } }, [])
  await expect.poll(() => posted).toHaveLength(3)
  const answers = Object.fromEntries(posted.map((said) => (said.kind === 'answer' ? [said.id, said.answer] : [])))
  const unexpected = { ok: false, error: { kind: 'unexpected', message: expect.stringContaining('bug') } }
  expect(answers).toEqual({ 1: unexpected, 2: unexpected, 3: { ok: false, error: { kind: 'not-served' } } })
  await repoProcess.stop()
})
