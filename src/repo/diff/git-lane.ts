import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { saltOf } from '../../core/diff/line-diff'
import { parsePatch } from '../../core/diff/parse-patch'
import type { Whitespace } from '../../core/diff/scope'
import { unreachable } from '../../core/result'
import type { GitRunner } from '../git/git-port'
import type { GitDiff } from './lanes'
import { decodeText } from './platform-text'

/**
 * `git diff --no-index` on the bytes that were read: the same two sides as the in-process lane would compare, whatever
 * happens on disk meanwhile, and no attribute or driver of the repository applies. `folder` is a private one of ours.
 */
export function createGitLane(runner: GitRunner, folder: string): GitDiff {
  let ready: Promise<void> | null = null
  return async (path, oldBytes, newBytes, signal, whitespace) => {
    ready ??= prepare(folder)
    await ready
    const own = await mkdtemp(join(folder, 'diff-'))
    try {
      await Promise.all([writeFile(join(own, 'a'), oldBytes), writeFile(join(own, 'b'), newBytes)])
      const args = [
        'diff',
        '--no-index',
        '--no-color',
        '--text',
        '--unified=3',
        ...whitespaceFlags(whitespace),
        '--',
        'a',
        'b',
      ]
      // Exit code 1 says that the files differ.
      const answer = await runner.run(args, { cwd: own, okCodes: [0, 1], signal })
      if (!answer.ok) return null
      // With white space ignored nothing may be left, and then git says nothing.
      if (answer.value.stdout.length === 0) return { kind: 'hunks', hunks: [], added: 0, removed: 0 }
      const named = { shownAs: path, decode: decodeText, salt: saltOf(whitespace) }
      const file = parsePatch(answer.value.stdout, named)[0]
      if (file?.body.kind !== 'text') return null
      return { kind: 'hunks', hunks: file.body.hunks, added: file.added, removed: file.removed }
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  }
}

/** The options by which git takes white space as we do. */
export function whitespaceFlags(whitespace: Whitespace): readonly string[] {
  switch (whitespace) {
    case 'exact':
      return []
    case 'ignore-at-end':
      return ['--ignore-space-at-eol']
    case 'ignore-amount':
      return ['--ignore-space-change']
    case 'ignore-all':
      return ['--ignore-all-space']
    default:
      return unreachable(whitespace)
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
