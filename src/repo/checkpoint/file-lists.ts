import type { Buffer } from 'node:buffer'
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

/** The names in an index, where they are known without asking git. */
export interface IndexNames {
  readonly files: ReadonlySet<RawPath>
  readonly submodules: ReadonlyMap<RawPath, string>
  /** The names on disk that it does not have, each the topmost; null when that is not known. */
  readonly unknown: readonly RawPath[] | null
}

const timeoutMs = 120_000
/** What fits into one command line everywhere; with more, git looks through all of the work tree. */
const manyNames = 200
const manyCharacters = 20_000
// With core.ignoreCase git takes `case` for the tracked `Case` and does not list it, though Linux keeps both.
const exactNames = process.platform === 'linux' ? ['core.ignoreCase=false'] : []

/**
 * Asks git for the names of one work tree, or of some of its files and folders. Runs nothing of the repository's and reads
 * no file contents: only the index and the ignore rules (also those of the user's own configuration).
 */
export async function listFiles(
  git: Pick<GitRunner, 'run'>,
  place: GitPlace & Pick<RunOptions, 'extraEnv'>,
  under: readonly RawPath[] = [],
  index: IndexNames | null = null,
): Promise<FileLists> {
  const paths = asArguments(areMany(index?.unknown ?? []) ? [] : (index?.unknown ?? under))
  const ask = async (...flags: readonly string[]) =>
    orFault(await git.run(['ls-files', '-z', ...flags, '--', ...paths], { ...place, timeoutMs, config: exactNames }))
  // git's walks take as long as ours, and where all names are known they have nothing to tell.
  const isAllKnown = index?.unknown?.length === 0
  const [tracked, others, ignored] = await Promise.all([
    index ?? ask('-s').then(({ stdout }) => readIndexNames(stdout)),
    isAllKnown ? [] : ask('-o', '--exclude-standard').then(({ stdout }) => splitNul(stdout)),
    isAllKnown ? [] : ask('-o', '-i', '--exclude-standard', '--directory').then(({ stdout }) => splitNul(stdout)),
  ])

  const nestedRepos = new Map<RawPath, string | null>(tracked.submodules)
  const untracked: RawPath[] = []
  for (const path of others) {
    // Only a repository of its own is listed as a folder here.
    if (!path.endsWith('/')) {
      if (!isOfRestore(path)) untracked.push(path)
    } else if (!nestedRepos.has(path.slice(0, -1))) nestedRepos.set(path.slice(0, -1), null)
  }
  const { files, folders } = splitIgnored(ignored)
  return {
    tracked: tracked.files,
    untracked,
    ignoredFiles: files.filter((path) => !isOfRestore(path)),
    ignoredFolders: folders.filter((folder) => !nestedRepos.has(folder)),
    nestedRepos,
  }
}

/** None, which stands for all, when git cannot be given these: a name that is not UTF-8 cannot be an argument. */
function asArguments(paths: readonly RawPath[]): readonly RawPath[] {
  return paths.every((path) => /^[ -~]*$/.test(path)) ? paths : []
}

function areMany(paths: readonly RawPath[]): boolean {
  return paths.length > manyNames || paths.reduce((sum, path) => sum + path.length + 1, 0) > manyCharacters
}

/** Each line is "100644 <id> 0\t<path>". */
function readIndexNames(listed: Buffer): IndexNames {
  const files = new Set<RawPath>()
  const submodules = new Map<RawPath, string>()
  for (const line of splitNul(listed)) {
    const tab = line.indexOf('\t')
    const path = line.slice(tab + 1)
    if (line.startsWith('160000 ')) submodules.set(path, line.slice(7, tab - 2))
    else files.add(path)
  }
  return { files, submodules, unknown: null }
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
