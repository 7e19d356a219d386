import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePatch } from '../../core/diff/parse-patch'
import type { GitRunner } from '../git/git-port'
import type { GitDiff } from './lanes'

/**
 * `git diff --no-index` on the bytes that were read: the same two sides as the in-process lane would compare, whatever
 * happens on disk meanwhile, and no attribute or driver of the repository applies. `folder` is a private one of ours.
 */
export function createGitLane(runner: GitRunner, folder: string): GitDiff {
  return async (path, oldBytes, newBytes, signal) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const own = await mkdtemp(join(folder, 'diff-'))
    try {
      await Promise.all([writeFile(join(own, 'a'), oldBytes), writeFile(join(own, 'b'), newBytes)])
      const args = ['diff', '--no-index', '--no-color', '--text', '--unified=3', '--', 'a', 'b']
      // Exit code 1 says that the files differ.
      const answer = await runner.run(args, { cwd: own, okCodes: [0, 1], signal })
      const file = answer.ok ? parsePatch(answer.value.stdout, path)[0] : undefined
      if (file?.body.kind !== 'text') return null
      return { kind: 'hunks', hunks: file.body.hunks, added: file.added, removed: file.removed }
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  }
}
