import { Buffer } from 'node:buffer'
import { encodePath, type RepoPath } from '../../core/repo/repo-path'
import { ok } from '../../core/result'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import { decodeName } from './native-watch'
import type { WatchRules } from './watcher'

const nul = 0
const slash = 47

/** The answers of git that a watcher needs. `listed` are the directories as of just now: the first answer. */
export function createWatchRules(
  runner: GitRunner,
  layout: RepoLayout,
  listed: readonly RepoPath[] | null = null,
): WatchRules {
  let first = listed
  return {
    async listDirectories() {
      const known = first
      first = null
      if (known !== null) return ok(known)
      const files = await runner.run(['ls-files', '-z'], { layout })
      return files.ok ? ok(directoriesOf(files.value.stdout)) : files
    },
    checkIgnore: (root, directories) => checkIgnore(runner, nestedLayout(layout, root), root, directories),
  }
}

/**
 * The directories of the files that `git ls-files -z` names, the top level included and parents first. It reads bytes:
 * a large index has far more files than directories, and only these are worth a string.
 */
export function directoriesOf(stdout: Buffer): readonly RepoPath[] {
  const found = new Set<RepoPath>([''])
  let last: Uint8Array = Buffer.alloc(0)
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(nul, at)
    if (end < 0) break
    const directory = stdout.subarray(at, Math.max(at, stdout.lastIndexOf(slash, end)))
    // Files are sorted by path, so most share their directory with the one before.
    if (!directory.equals(last)) {
      addWithParents(found, decodeName(directory))
      last = directory
    }
    at = end + 1
  }
  return [...found]
}

function addWithParents(found: Set<RepoPath>, path: RepoPath): void {
  for (let i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) found.add(path.slice(0, i))
  found.add(path)
}

/** A repository inside the work tree has its own ignore rules. Its `.git` may be a file, which git follows by itself. */
function nestedLayout(layout: RepoLayout, root: RepoPath): RepoLayout {
  if (root === '') return layout
  const top = `${layout.top}/${root}`
  return { ...layout, top, gitDir: `${top}/.git`, commonDir: `${top}/.git` }
}

/** One refused path (inside a submodule, say) fails the whole call, so it is cornered by halves and counts as not ignored. */
async function checkIgnore(
  runner: GitRunner,
  layout: RepoLayout,
  root: RepoPath,
  directories: readonly RepoPath[],
): Promise<ReadonlySet<RepoPath>> {
  if (directories.length === 0) return new Set()
  const prefix = root === '' ? '' : `${root}/`
  // A name may begin with a colon, which would be pathspec magic.
  const input = Buffer.concat(directories.map((path) => encodePath(`./${path.slice(prefix.length)}\0`)))
  const answer = await runner.run(['check-ignore', '-z', '--stdin'], { layout, input, okCodes: [0, 1] })
  if (answer.ok) return new Set(splitNul(answer.value.stdout).map((path) => prefix + path.slice(2)))
  if (directories.length === 1 || answer.error.kind !== 'git-failed' || answer.error.code !== 128) return new Set()
  const half = Math.ceil(directories.length / 2)
  const halves = [directories.slice(0, half), directories.slice(half)]
  const answers = await Promise.all(halves.map((paths) => checkIgnore(runner, layout, root, paths)))
  return new Set(answers.flatMap((ignored) => [...ignored]))
}

function splitNul(stdout: Buffer): readonly string[] {
  const parts: string[] = []
  for (let at = 0, end = stdout.indexOf(nul); end >= 0; at = end + 1, end = stdout.indexOf(nul, at)) {
    parts.push(decodeName(stdout.subarray(at, end)))
  }
  return parts
}
