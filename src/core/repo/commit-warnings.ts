import { type IgnoreSuggestion, ignoreSuggestions } from './ignore-suggestions'
import type { RepoPath } from './repo-path'
import type { ChangedFile } from './repo-status'
import type { SecretKind } from './secret-content'
import { isSecretName } from './secret-names'

/** Files above this are pointed out: hosts begin to complain at 50 MB, and history never gets rid of them. */
export const largeFileBytes = 50 * 2 ** 20
/** More new files than this are rarely meant: .gitignore is missing something. */
export const manyNewFiles = 200
/** More than this are committed only once their number was confirmed. */
export const tooManyNewFiles = 2000

/** What was found in one file's content. Where, not what: the secret itself is told to nobody. */
export interface ScannedFile {
  readonly path: RepoPath
  /** Size on disk. */
  readonly bytes: number
  readonly secrets: readonly { readonly kind: SecretKind; readonly line: number }[]
}

/** What a look into the uncommitted files found. */
export interface CommitScan {
  /** Only files with a finding: a secret, or too large. */
  readonly files: readonly ScannedFile[]
  /** How many files were looked into, and how many were too many. */
  readonly looked: number
  readonly unread: number
}

export const emptyScan: CommitScan = { files: [], looked: 0, unread: 0 }

/** Why a file is pointed out. */
export type FileMark =
  | { readonly kind: 'secret-name' }
  | { readonly kind: 'secret'; readonly secret: SecretKind; readonly line: number }
  | { readonly kind: 'large'; readonly bytes: number }

/** A file that is committed only when the user ticks it: it has no tick by itself. */
export interface MarkedFile {
  readonly path: RepoPath
  readonly marks: readonly FileMark[]
}

export interface CommitWarnings {
  /** Sorted by path. */
  readonly marked: readonly MarkedFile[]
  /** How many of the files git does not know yet. */
  readonly newFiles: number
  /** Lines for .gitignore, when there are more than 200 new files. */
  readonly ignore: readonly IgnoreSuggestion[]
  readonly unread: number
}

/** What has to be pointed out before these files are committed. */
export function commitWarnings(files: readonly ChangedFile[], scan: CommitScan): CommitWarnings {
  const scanned = new Map(scan.files.map((file) => [file.path, file]))
  const marked = files.flatMap((file): MarkedFile[] => {
    if (file.status === 'deleted') return []
    const marks = marksOf(file, scanned.get(file.path))
    return marks.length === 0 ? [] : [{ path: file.path, marks }]
  })
  const added = files.filter(isNew)
  const ignore = added.length > manyNewFiles ? ignoreSuggestions(added.map(({ path }) => path)) : []
  // The list can be shorter by now than what was looked into.
  const unread = Math.min(scan.unread, Math.max(0, files.length - scan.looked))
  return { marked, newFiles: added.length, ignore, unread }
}

function marksOf(file: ChangedFile, scanned: ScannedFile | undefined): readonly FileMark[] {
  return [
    // A file of such a name that git knows already was decided about by this repository.
    ...((isNew(file) || file.status === 'renamed') && isSecretName(file.path)
      ? [{ kind: 'secret-name' } as const]
      : []),
    ...(scanned?.secrets ?? []).map(({ kind, line }) => ({ kind: 'secret', secret: kind, line }) as const),
    ...(scanned !== undefined && scanned.bytes > largeFileBytes
      ? [{ kind: 'large', bytes: scanned.bytes } as const]
      : []),
  ]
}

/** How many of the files with these paths git does not have yet. */
export function countNew(files: readonly ChangedFile[], paths: ReadonlySet<RepoPath>): number {
  return files.filter((file) => paths.has(file.path) && isNew(file)).length
}

/** Whether git does not have the file yet. A renamed one it has. */
function isNew({ status }: ChangedFile): boolean {
  return status === 'untracked' || status === 'added' || status === 'copied'
}

/** What the user has been shown and agreed to. */
export interface CommitAgreement {
  /** Pointed-out files that were ticked all the same. */
  readonly markedPaths: readonly RepoPath[]
  readonly newFiles: number | null
}

/** Why a commit of these files has to be asked about first; null when nothing is left to ask. */
export function openQuestion(
  warnings: CommitWarnings,
  agreed: CommitAgreement,
):
  | { readonly kind: 'files-pointed-out'; readonly paths: readonly RepoPath[] }
  | { readonly kind: 'too-many-new-files'; readonly newFiles: number }
  | null {
  const known = new Set(agreed.markedPaths)
  const paths = warnings.marked.map(({ path }) => path).filter((path) => !known.has(path))
  if (paths.length > 0) return { kind: 'files-pointed-out', paths }
  const { newFiles } = warnings
  if (newFiles > tooManyNewFiles && agreed.newFiles !== newFiles) return { kind: 'too-many-new-files', newFiles }
  return null
}
