import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { firebreakHome } from '../../../src/services/firebreak-home'
import { codexBinary } from '../../support/codex-bed/fetch-codex.mjs'
import { createTempRepo } from '../../support/temp-repo'
import { listingOf, openBed } from '../checkpoint/checkpoint-bed'

it('what Codex runs in its sandbox can write the work tree, and no checkpoint where they are kept by default', async () => {
  const codex = await codexBinary()
  // Not below the folder for temporary files, which Codex lets everything write.
  const user = realpathSync(mkdtempSync('/var/tmp/firebreak-user-'))
  onTestFinished(() => rmSync(user, { recursive: true, force: true }))
  const repo = createTempRepo({ path: join(user, 'repo'), files: { 'a.txt': 'a\n' } })
  const bed = await openBed(repo, { home: firebreakHome({}, user) })
  mkdirSync(join(user, '.codex'))
  const { id } = await bed.full()
  const before = listingOf(bed.home)
  const script =
    'echo written > a.txt; rm -rf "$0"; echo 1 > "$0/new"; find "$0" -type f -exec sh -c \'echo 1 > "$1"\' _ {} \\;'
  execFileSync(
    codex,
    ['sandbox', '-c', 'sandbox_mode="workspace-write"', '--', 'sh', '-c', `${script}; true`, bed.home],
    {
      cwd: repo.path,
      env: { ...process.env, CODEX_HOME: join(user, '.codex'), HOME: user },
      stdio: 'pipe',
    },
  )
  expect(repo.read('a.txt')).toBe('written\n')
  expect(listingOf(bed.home)).toEqual(before)
  expect(Object.keys(before).some((path) => path.includes(id))).toBe(true)
})
