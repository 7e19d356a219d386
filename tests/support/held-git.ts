import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createTempDir } from './temp-repo'

/** A git that does nothing while it is held, as on a disk that does not answer; whatever gets there meanwhile needs none. */
export function createHeldGit() {
  const folder = createTempDir('held-git')
  const [gitPath, mark] = [join(folder, 'git'), join(folder, 'held')]
  writeFileSync(gitPath, `#!/bin/sh\nwhile [ -e '${mark}' ]; do sleep 0.05; done\nexec git "$@"\n`, { mode: 0o755 })
  // Also of a test that failed meanwhile: what waits would wait for ever. The mark goes with the folder.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return {
    gitPath,
    hold: () => writeFileSync(mark, ''),
    release: () => rmSync(mark, { force: true }),
  }
}
