import type { CommitIdentity } from './commit'
import type { RepoPath } from './repo-path'
import { shellQuote } from './shell-quote'

/** What a commit takes and drops; see `planCommit`. */
export interface CommandPlan {
  readonly take: readonly RepoPath[]
  /** Those of `take` that git does not know yet. */
  readonly add: readonly RepoPath[]
  readonly drop: readonly RepoPath[]
}

export interface CommandFacts {
  /** Absolute path of the top level. */
  readonly top: string
  readonly plan: CommandPlan
  readonly message: string
  readonly identity: CommitIdentity | null
  /** There is no commit yet. */
  readonly unborn: boolean
}

/** Longer than anybody pastes, and near what one command may hold. */
const longest = 100_000

/**
 * The same commit as a command for a terminal, where a signing program can ask: the same files as they are on disk, the
 * same message, hooks and signing as they are set up. Null when it would be too long.
 */
export function commitCommand({ top, plan, message, identity, unborn }: CommandFacts): string | null {
  const { take, add, drop } = plan
  const config =
    identity === null
      ? ''
      : ` -c ${shellQuote(`user.name=${identity.name}`)} -c ${shellQuote(`user.email=${identity.email}`)}`
  const commit = `git${config} commit --cleanup=whitespace -m ${shellQuote(message)}`
  const here = `cd ${shellQuote(top)}`
  const known = add.length === 0 ? [] : [`git add --intent-to-add -- ${pathspecs(add)}`]
  if (drop.length === 0) return short([here, ...known, `${commit} --only -- ${pathspecs(take)}`].join(' && '))

  // A file that is on disk and shall not be in the commit: only an index of its own can say that.
  const stage = [
    `git update-index --force-remove -- ${drop.map(shellQuote).join(' ')}`,
    ...(take.length === 0 ? [] : [`git add --all -- ${pathspecs(take)}`]),
  ]
  const index = 'GIT_INDEX_FILE="$(git rev-parse --git-path firebreak-index)"'
  const apart = [`export ${index}`, `git read-tree ${unborn ? '--empty' : 'HEAD'}`, ...stage, commit].join(' && ')
  return short([here, `(${apart}; made=$?; rm -f -- "$GIT_INDEX_FILE"; exit "$made")`, ...stage].join(' && '))
}

function short(command: string): string | null {
  return command.length > longest ? null : command
}

/** Names are literal, whatever globs or magic they look like. */
function pathspecs(paths: readonly RepoPath[]): string {
  return paths.map((path) => shellQuote(/[*?[\\]|^:/.test(path) ? `:(literal)${path}` : path)).join(' ')
}
