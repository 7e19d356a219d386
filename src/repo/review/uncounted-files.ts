import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import { isOwedBy } from '../../core/review/owed'
import type { Uncounted } from '../../core/review/review-view'
import { addUpUncounted } from '../../core/review/uncounted'
import type { Change, ChangedFileInChange } from '../../core/session/change'
import type { Writer } from '../../core/session/label-change'

/** What a file was before a change that is too large, and who made the change of it, as it was labelled last. */
export interface UncountedFile {
  /** Null is no file; undefined is not known. */
  readonly before: string | null | undefined
  readonly writer: Writer | undefined
}

/** A change with more files than are followed line by line. */
export interface LargeChange {
  readonly sessionId: string
  readonly number: number
  readonly from: CheckpointId
  readonly to: CheckpointId
  readonly files: ReadonlyMap<RepoPath, UncountedFile>
}

/** Names the content that stands at a path: null is none, undefined cannot be told. */
export type BlobAt = (path: RepoPath) => Promise<string | null | undefined>

/** Files that are to be read although nobody followed them line by line, until somebody counts them or they are as before. */
export interface UncountedFiles {
  /** Files of a change that is too large; `before` and `after` name what stood there. */
  take(
    change: Pick<LargeChange, 'sessionId' | 'number' | 'from' | 'to'>,
    files: readonly ChangedFileInChange[],
    ends: { readonly before: BlobAt; readonly after: BlobAt },
    labels: ReadonlyMap<RepoPath, Writer> | undefined,
  ): Promise<void>
  /** Answers the files of which something else was said before. */
  label(change: Pick<Change, 'sessionId' | 'number'>, labels: ReadonlyMap<RepoPath, Writer>): readonly RepoPath[]
  /** Whether it has to be read. */
  isOwed(path: RepoPath): boolean
  /** The changes of a file, oldest first. */
  changesOf(path: RepoPath): readonly LargeChange[]
  /** Forgets those of the files that are what they were before. */
  back(paths: Iterable<RepoPath>, blobAt: BlobAt): Promise<void>
  drop(path: RepoPath): void
  paths(): ReadonlySet<RepoPath>
  view(): Uncounted
  /** What is worth keeping; null when that is kept already. */
  unsaved(): readonly LargeChange[] | null
  wasSaved(): void
}

interface Held extends Omit<LargeChange, 'files'> {
  readonly files: Map<RepoPath, UncountedFile>
}

export function createUncountedFiles(kept: readonly LargeChange[]): UncountedFiles {
  let changes: readonly Held[] = kept.map((change) => ({ ...change, files: new Map(change.files) }))
  let view: Uncounted | null = null
  let saved = true

  const moved = (): void => {
    changes = changes.filter(({ files }) => files.size > 0)
    view = null
    saved = false
  }
  const holding = (path: RepoPath) => changes.filter(({ files }) => files.has(path))

  /** Takes a file out of every change since the one that found it as it is now. */
  const wentBack = (path: RepoPath, now: string | null | undefined): boolean => {
    const held = holding(path)
    const first = now === undefined ? -1 : held.findIndex(({ files }) => files.get(path)?.before === now)
    if (first < 0) return false
    for (const { files } of held.slice(first)) files.delete(path)
    moved()
    return true
  }

  const drop = (path: RepoPath): void => {
    for (const { files } of holding(path)) files.delete(path)
    moved()
  }

  return {
    async take({ sessionId, number, from, to }, files, { before, after }, labels) {
      const held: Held = { sessionId, number, from, to, files: new Map() }
      const renamed = await renamedWhole(files, before, after)
      const oldNames = new Set(renamed.values())
      const isUnread = (path: RepoPath) => holding(path).some((change) => mayBeOwed(change.files.get(path)))
      const unread = new Set([...oldNames].filter(isUnread))
      for (const path of oldNames) drop(path)
      for (const { path } of files) {
        const [old, now] = [await before(path), await after(path)]
        // Only its mode is another; whether it has lines at all nobody looked.
        if (wentBack(path, now) || (old === now && old !== undefined)) continue
        // What only got another name owes nothing, unless it was unread under the old one.
        const oldName = renamed.get(path)
        if (oldNames.has(path) || (oldName !== undefined && !unread.has(oldName))) continue
        held.files.set(path, { before: old, writer: labels?.get(path) })
      }
      if (held.files.size === 0) return
      changes = [...changes, held]
      moved()
    },
    label({ sessionId, number }, labels) {
      const held = changes.find((change) => change.sessionId === sessionId && change.number === number)
      if (held === undefined) return []
      const corrected: RepoPath[] = []
      for (const [path, file] of held.files) {
        const writer = labels.get(path)
        if (writer === undefined || writer === file.writer) continue
        held.files.set(path, { ...file, writer })
        corrected.push(path)
      }
      if (corrected.length > 0) moved()
      return corrected
    },
    isOwed: (path) => changes.some(({ files }) => isOwedFile(files.get(path))),
    changesOf: holding,
    async back(paths, blobAt) {
      for (const path of paths) wentBack(path, await blobAt(path))
    },
    drop,
    paths: () => new Set(changes.flatMap(({ files }) => [...files.keys()])),
    view() {
      view ??= addUpUncounted(changes.map(({ files, ...change }) => ({ ...change, paths: owedPaths(files) })))
      return view
    },
    unsaved() {
      if (saved) return null
      return changes
        .map((change) => ({ ...change, files: new Map([...change.files].filter(([, file]) => isOwedFile(file))) }))
        .filter(({ files }) => files.size > 0)
    },
    wasSaved() {
      saved = true
    },
  }
}

function isOwedFile(file: UncountedFile | undefined): boolean {
  return file?.writer !== undefined && isOwedBy(file.writer)
}

/** Who wrote it may not be known yet. */
function mayBeOwed(file: UncountedFile | undefined): boolean {
  return file !== undefined && (file.writer === undefined || isOwedBy(file.writer))
}

function* owedPaths(files: ReadonlyMap<RepoPath, UncountedFile>): Iterable<RepoPath> {
  for (const [path, file] of files) if (isOwedFile(file)) yield path
}

/** Files that came with the content of one that went: the new name and the old. */
async function renamedWhole(
  files: readonly ChangedFileInChange[],
  before: BlobAt,
  after: BlobAt,
): Promise<ReadonlyMap<RepoPath, RepoPath>> {
  const gone = new Map<string, RepoPath>()
  for (const { path, kind } of files) {
    const blob = kind === 'deleted' ? await before(path) : null
    if (typeof blob === 'string') gone.set(blob, path)
  }
  const renamed = new Map<RepoPath, RepoPath>()
  if (gone.size === 0) return renamed
  for (const { path, kind } of files) {
    const blob = kind === 'added' ? await after(path) : null
    const from = typeof blob === 'string' ? gone.get(blob) : undefined
    if (typeof blob !== 'string' || from === undefined) continue
    gone.delete(blob)
    renamed.set(path, from)
  }
  return renamed
}
