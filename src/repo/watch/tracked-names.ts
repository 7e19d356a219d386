import type { Buffer } from 'node:buffer'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import { decodeName } from './native-watch'
import { looksLikeNoise } from './noise'
import { directoriesOf } from './repo-directories'

/** What has to be known of the tracked files to watch them, from one list of them. */
export interface TrackedNames {
  /** Files whose names look like by-products of an editor: the few that must not be dropped by their name. */
  readonly noisy: ReadonlySet<RepoPath>
  /** See `WatchRules.listDirectories`. */
  readonly directories: readonly RepoPath[]
}

export async function readTrackedNames(
  runner: GitRunner,
  layout: RepoLayout,
): Promise<Result<TrackedNames, RepoError>> {
  const files = await runner.run(['ls-files', '-z'], { layout })
  if (!files.ok) return files
  const { stdout } = files.value
  return ok({ noisy: noisyOf(stdout), directories: directoriesOf(stdout) })
}

const nul = 0
const slash = 47

// Of a large index hardly any name is worth a string: every noisy one ends in "~", "3", "p" or "x", or begins with ".#".
const lastBytes = new Set([0x7e, 0x33, 0x70, 0x78])

function noisyOf(stdout: Buffer): ReadonlySet<RepoPath> {
  const noisy = new Set<RepoPath>()
  for (let at = 0, end = stdout.indexOf(nul); end >= 0; at = end + 1, end = stdout.indexOf(nul, at)) {
    const name = stdout.lastIndexOf(slash, end) + 1
    const start = Math.max(at, name)
    const isLock = stdout[start] === 46 && stdout[start + 1] === 35
    if (!isLock && !lastBytes.has(stdout[end - 1] ?? 0)) continue
    const path = decodeName(stdout.subarray(at, end))
    if (looksLikeNoise(path)) noisy.add(path)
  }
  return noisy
}
