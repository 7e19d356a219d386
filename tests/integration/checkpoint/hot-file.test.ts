import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { createTempRepo } from '../../support/temp-repo'
import { listingOf, openBed, readBack } from './checkpoint-bed'

// In place and with the same size, so that only the time of the file tells one write from the next.
const writer = `
  const { openSync, writeSync } = require('node:fs')
  const file = openSync('hot.txt', 'r+')
  process.stdout.write('begun')
  for (let n = 0; ; n++) writeSync(file, n % 2 === 0 ? 'even' : 'odd.', 0)`

it('a file that keeps changing is said to, and the next capture reads it anew', async () => {
  const repo = createTempRepo({ files: { 'a.txt': 'a\n', 'hot.txt': 'once' } })
  onTestFinished(() => repo.cleanup())
  const bed = await openBed(repo)
  onTestFinished(() => bed.cleanup())
  const child = spawn(process.execPath, ['-e', writer], { cwd: repo.path, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')

  const during = await bed.full()
  expect(during).toMatchObject({ complete: false, uncaptured: [{ path: 'hot.txt', why: 'KEEPS_CHANGING' }] })
  const known = execFileSync('git', ['--git-dir', bed.store.gitDir, 'ls-files'], { encoding: 'utf8' })
  expect(known).toBe('a.txt\n')

  child.kill('SIGKILL')
  await once(child, 'close')
  const after = await bed.full()
  expect(after.complete).toBe(true)
  expect(await readBack(bed.store, after)).toEqual(listingOf(repo.path))
})
