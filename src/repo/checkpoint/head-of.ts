import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import { orFault } from './fault'
import { readHead, type HeadNow } from './read-head'

/** HEAD from its files; where they do not say (reftable), git is asked. */
export async function headOf(git: Pick<GitRunner, 'run'>, layout: RepoLayout): Promise<HeadNow> {
  const read = readHead(layout.gitDir, layout.commonDir)
  if (read !== null) return read
  const commit = orFault(await git.run(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { layout, okCodes: [0, 1] }))
  const branch = orFault(await git.run(['symbolic-ref', '-q', '--short', 'HEAD'], { layout, okCodes: [0, 1] }))
  return {
    commit: commit.stdout.toString('latin1').trim() || null,
    branch: branch.stdout.toString('utf8').trim() || null,
  }
}
