import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import { looksLikeNoise } from './noise'

/** Tracked files whose names look like by-products of an editor: the few that must not be dropped by their name. */
export async function readNoisyTracked(
  runner: GitRunner,
  layout: RepoLayout,
): Promise<Result<ReadonlySet<RepoPath>, RepoError>> {
  const files = await runner.run(['ls-files', '-z'], { layout })
  if (!files.ok) return files
  const names = files.value.stdout.toString('utf8').split('\0')
  return ok(new Set(names.filter(looksLikeNoise)))
}
