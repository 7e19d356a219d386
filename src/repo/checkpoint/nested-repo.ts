import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { GitRunner } from '../git/git-port'
import { repoPath, type RawPath } from './raw-path'
import { nestedGitDir, readHead } from './read-head'

/** What a checkpoint can say about a repository inside the work tree, whose files it does not capture. */
export interface NestedState {
  /** Its HEAD commit as far as a tree of the store can name it (SHA-1); null when it cannot. */
  readonly commit: string | null
  /** Its work tree and index equal that commit, so nothing of it would be lost. */
  readonly clean: boolean
}

/** The state of a nested repository; null when nothing is checked out there, as in a submodule that was not initialised. */
export async function readNestedRepo(
  git: Pick<GitRunner, 'run'>,
  storeGitDir: string,
  top: string,
  path: RawPath,
): Promise<NestedState | null> {
  const folder = join(top, repoPath(path))
  // A folder whose name is not UTF-8 cannot be given to git.
  if (Buffer.from(folder).toString() !== folder) return { commit: null, clean: false }
  const dirs = nestedGitDir(folder)
  if (dirs === null) return null
  const head = readHead(dirs.gitDir, dirs.commonDir)
  const commit = head?.commit ?? null
  if (commit === null || commit.length !== 40) return { commit: null, clean: false }
  return { commit, clean: await isClean(git, storeGitDir, folder, dirs, commit) }
}

/**
 * Compares with the store's git directory in force, so that neither settings nor filters of the nested repository are
 * read. Whatever cannot be told this way counts as not clean.
 */
async function isClean(
  git: Pick<GitRunner, 'run'>,
  storeGitDir: string,
  folder: string,
  dirs: { readonly gitDir: string; readonly commonDir: string },
  commit: string,
): Promise<boolean> {
  const place = {
    gitDir: storeGitDir,
    workTree: folder,
    cwd: folder,
    extraEnv: { GIT_INDEX_FILE: join(dirs.gitDir, 'index'), GIT_OBJECT_DIRECTORY: join(dirs.commonDir, 'objects') },
  }
  const questions = [
    ['ls-files', '-z', '-o', '--exclude-standard'],
    ['diff-files', '-z', '--name-only'],
    ['diff-index', '-z', '--name-only', '--cached', commit],
  ]
  const answers = await Promise.all(questions.map((args) => git.run(args, place)))
  return answers.every((answer) => answer.ok && answer.value.stdout.length === 0)
}
