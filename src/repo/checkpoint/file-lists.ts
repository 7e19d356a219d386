import { isRestoreTemp } from '../../core/checkpoint/temp-name'
import type { GitPlace, GitRunner, RunOptions } from '../git/git-port'
import { orFault } from './fault'
import { parentOf, splitNul, type RawPath } from './raw-path'

/** What git knows about the names in a work tree. */
export interface FileLists {
  /** In the index at any stage; they may be missing on disk, and may be ignored. */
  readonly tracked: ReadonlySet<RawPath>
  readonly untracked: readonly RawPath[]
  /** Ignored files that do not lie in an ignored folder. */
  readonly ignoredFiles: readonly RawPath[]
  /** Folders that are ignored as a whole; git does not look inside, and neither do we. */
  readonly ignoredFolders: readonly RawPath[]
  /** Submodules (with their commit in the index) and repositories that lie in the work tree by themselves (null). */
  readonly nestedRepos: ReadonlyMap<RawPath, string | null>
}

const timeoutMs = 120_000
const gitlink = /^160000 ([0-9a-f]+) \d\t([\s\S]*)$/
const indexLine = /^\d+ [0-9a-f]+ \d\t([\s\S]*)$/

/**
 * Asks git for the names of one work tree, or of some of its files and folders. Runs nothing of the repository's and reads
 * no file contents: only the index and the ignore rules (also those of the user's own configuration).
 */
export async function listFiles(
  git: Pick<GitRunner, 'run'>,
  place: GitPlace & Pick<RunOptions, 'extraEnv'>,
  under: readonly RawPath[] = [],
): Promise<FileLists> {
  // A name that is not UTF-8 cannot be an argument, so all is listed for its sake.
  const paths = under.every((path) => /^[ -~]*$/.test(path)) ? under : []
  const ask = async (...flags: readonly string[]) =>
    orFault(await git.run(['ls-files', '-z', ...flags, '--', ...paths], { ...place, timeoutMs }))
  const [index, others, ignored] = await Promise.all([
    ask('-s'),
    ask('-o', '--exclude-standard'),
    ask('-o', '-i', '--exclude-standard', '--directory'),
  ])

  const tracked = new Set<RawPath>()
  const nestedRepos = new Map<RawPath, string | null>()
  for (const line of splitNul(index.stdout)) {
    const [, commit, nested] = gitlink.exec(line) ?? []
    if (commit !== undefined && nested !== undefined) nestedRepos.set(nested, commit)
    else tracked.add(indexLine.exec(line)?.[1] ?? '')
  }
  const untracked: RawPath[] = []
  for (const path of splitNul(others.stdout)) {
    // Only a repository of its own is listed as a folder here.
    if (!path.endsWith('/')) {
      if (!isOfRestore(path)) untracked.push(path)
    } else if (!nestedRepos.has(path.slice(0, -1))) nestedRepos.set(path.slice(0, -1), null)
  }
  const { files, folders } = splitIgnored(splitNul(ignored.stdout))
  return {
    tracked,
    untracked,
    ignoredFiles: files.filter((path) => !isOfRestore(path)),
    ignoredFolders: folders.filter((folder) => !nestedRepos.has(folder)),
    nestedRepos,
  }
}

/** What a restore writes for a moment, or left behind when it was killed, is no file of the user's. */
function isOfRestore(path: RawPath): boolean {
  return isRestoreTemp(path.slice(path.lastIndexOf('/') + 1))
}

/**
 * A folder that is not ignored itself, but holds nothing else than ignored files, is listed too, followed by these files
 * (git 2.39). Only a folder without any name below it is ignored as a whole.
 */
function splitIgnored(listed: readonly RawPath[]): { readonly files: RawPath[]; readonly folders: RawPath[] } {
  const lookedInto = new Set<RawPath>()
  for (const path of listed) {
    for (let folder = parentOf(path.replace(/\/$/, '')); folder !== ''; folder = parentOf(folder)) {
      if (lookedInto.has(folder)) break
      lookedInto.add(folder)
    }
  }
  const folders = listed.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1))
  return {
    files: listed.filter((path) => !path.endsWith('/')),
    folders: folders.filter((folder) => !lookedInto.has(folder)),
  }
}
