import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePatch } from '../../core/diff/parse-patch'
import type { GitRunner } from '../git/git-port'
import type { GitDiff } from './lanes'
import { decodeText } from './platform-text'

/**
 * `git diff --no-index` on the bytes that were read: the same two sides as the in-process lane would compare, whatever
 * happens on disk meanwhile, and no attribute or driver of the repository applies. `folder` is a private one of ours.
 */
export function createGitLane(runner: GitRunner, folder: string): GitDiff {
  let ready: Promise<void> | null = null
  return async (path, oldBytes, newBytes, signal) => {
    ready ??= prepare(folder)
    await ready
    const own = await mkdtemp(join(folder, 'diff-'))
    try {
      await Promise.all([writeFile(join(own, 'a'), oldBytes), writeFile(join(own, 'b'), newBytes)])
      const args = ['diff', '--no-index', '--no-color', '--text', '--unified=3', '--', 'a', 'b']
      // Exit code 1 says that the files differ.
      const answer = await runner.run(args, { cwd: own, okCodes: [0, 1], signal })
      const file = answer.ok ? parsePatch(answer.value.stdout, path, decodeText)[0] : undefined
      if (file?.body.kind !== 'text') return null
      return { kind: 'hunks', hunks: file.body.hunks, added: file.added, removed: file.removed }
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  }
}

const leftOverMs = 3_600_000

/** Makes the folder, and removes what a killed process left in it: these are copies of the user's files. */
async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    if (!name.startsWith('diff-')) continue
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    if (Date.now() - mtimeMs > leftOverMs) await rm(path, { recursive: true, force: true })
  }
}
