import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createMissingFolders } from '../../../src/main/missing-folders'
import { createManualClock } from '../../support/manual-clock'
import { createTempDir } from '../../support/temp-repo'

it('looks for a missing folder until it is back and was taken, and then never again', async ({ onTestFinished }) => {
  const root = createTempDir('missing')
  onTestFinished(() => rmSync(root, { recursive: true }))
  const folder = join(root, 'repo')
  const { clock, advance } = createManualClock()
  const tries: string[] = []
  // The first look comes while a clone is still on its way.
  const missing = createMissingFolders({ clock, tryAgain: async (path) => tries.push(path) < 2 })
  missing.waitFor(folder)
  await advance(60_000)
  expect(tries).toEqual([])
  mkdirSync(folder)
  await expect
    .poll(async () => {
      await advance(3000)
      return tries
    })
    .toEqual([folder, folder])
  await advance(60_000)
  expect(tries).toHaveLength(2)
  missing.stop()
})
