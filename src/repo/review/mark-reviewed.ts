import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import type { Scope } from '../../core/diff/scope'
import type { RepoError } from '../../core/repo/repo-status'
import type { RepoPath } from '../../core/repo/repo-path'
import { err, ok, type Result } from '../../core/result'
import { markRegion, marksIn, type Region, runsIn } from '../../core/review/marks'
import type { ReviewError } from '../../core/review/review-error'
import { type HunkShape, hunkShapes, presentHunk, reviewHunk } from '../../core/review/review-hunk'
import type { FileDiff } from '../../core/diff/file-diff'
import type { Attribution, MarkId } from '../../core/review/attribution'
import type { ResolvedScope, ScopeView } from '../diff/scope-view'
import { type FileEntry, newEntry } from './file-entry'
import { isAskedForIn } from './owed-of-entry'
import type { RepoReview } from './review-port'
import type { ScopeFiles } from './scope-file'

/** What is to be marked, or to be taken back. */
export interface WantedMarks {
  readonly scope: Scope
  /** Null marks every file of the scope. */
  readonly path: RepoPath | null
  /** As the window shows them; null for all of the file. */
  readonly hunkIds: readonly string[] | null
  readonly reviewed: boolean
  readonly how: 'hunk' | 'file' | 'all'
}

export interface Marked {
  readonly hunks: number
  readonly lines: number
  /** What an undo takes back; none where everything was marked already. */
  readonly marks: readonly MarkId[]
}

export type MarkFailure = ReviewError | RepoError | CheckpointError

interface Deps {
  readonly review: RepoReview
  readonly files: ScopeFiles
  readonly resolve: (scope: Scope) => Promise<ResolvedScope>
  /** Compares as the window does that asked. */
  readonly compare: (view: ScopeView, path: RepoPath) => Promise<FileDiff | null>
  /** Everything written so far becomes a change now. */
  readonly settle: () => Promise<void>
  readonly isLive: () => boolean
}

/** Marks hunks as they are on disk now; one that changed since it was shown is not marked. */
export async function markReviewed(deps: Deps, wanted: WantedMarks): Promise<Result<Marked, MarkFailure>> {
  const { review } = deps
  await deps.settle()
  const resolved = await deps.resolve(wanted.scope)
  if (resolved.kind === 'failed') return err(resolved.error)
  if (resolved.kind === 'nothing') return err({ kind: 'hunk-changed' })
  const { view } = resolved
  let paths = [wanted.path ?? '']
  if (wanted.path === null) {
    const candidates = await view.candidates()
    if (!candidates.ok) return candidates
    paths = [...candidates.value]
  }
  return review.inTurn(async () => {
    const done: MarkedFile[] = []
    for (const path of paths) {
      const marked = await markFile(deps, view, path, wanted)
      if (marked.ok) done.push(marked.value)
      else if (wanted.path !== null) return marked
    }
    if (!wanted.reviewed) {
      const regions = done.flatMap(({ entry, regions: there }) =>
        there.map((region) => marksIn(entry.attribution, region)),
      )
      review.unmark(new Set(regions.flatMap((marks) => [...marks])))
      return ok({ hunks: 0, lines: 0, marks: [] })
    }
    const marks = done.flatMap((file) => file.marks)
    const lines = done.reduce((sum, file) => sum + file.lines, 0)
    review.mark(
      done.map(({ entry }) => entry),
      { marks, path: wanted.path, lines, how: wanted.how },
    )
    return ok({ hunks: marks.length, lines, marks })
  })
}

interface MarkedFile {
  readonly entry: FileEntry
  readonly marks: readonly MarkId[]
  readonly lines: number
  /** What was asked for, in the present version. */
  readonly regions: readonly Region[]
}

async function markFile(
  deps: Deps,
  view: ScopeView,
  path: RepoPath,
  wanted: WantedMarks,
): Promise<Result<MarkedFile, ReviewError>> {
  const diff = await deps.compare(view, path)
  const shapes = diff === null ? [] : hunkShapes(diff)
  const asked = chosen(shapes, wanted.hunkIds)
  if (asked === null) return err({ kind: 'hunk-changed' })
  // A picture has no lines to count, so somebody who marks it has seen what there is.
  if (diff !== null && diff.body.kind !== 'text' && wanted.reviewed) deps.review.seen(path)
  if (asked.length === 0) return err({ kind: diff === null ? 'hunk-changed' : 'nothing-to-mark' })
  const entry = await presentEntry(deps, view, path)
  const edits = entry === null ? null : await deps.files.editsToPresent(view, entry)
  if (entry === null || edits === null) return err({ kind: 'nothing-to-mark' })

  let attribution = entry.attribution
  const marks: MarkId[] = []
  const regions: Region[] = []
  let lines = 0
  for (const shape of asked) {
    const present = presentHunk(shape, edits)
    // Of an older change what is still there is marked; on disk a part means that it is being written.
    if (present.lines.length + present.gaps.length === 0 || (view.live && present.partly))
      return err({ kind: 'hunk-changed' })
    regions.push(present)
    if (!wanted.reviewed) continue
    if (wanted.hunkIds === null && reviewHunk(present, attribution, isAskedForIn(entry)).review === 'reviewed') continue
    const mark = deps.review.newMark()
    const marked = markRegion(attribution, present, mark)
    if (!marksIn(marked, present).has(mark)) continue
    lines += linesMarked(attribution, present)
    attribution = marked
    marks.push(mark)
  }
  return ok({ entry: { ...entry, attribution, resting: false }, marks, lines, regions })
}

/** The hunks that are meant; null when one of them is not there any more. */
function chosen(shapes: readonly HunkShape[], ids: readonly string[] | null): readonly HunkShape[] | null {
  if (ids === null) return shapes
  const found = shapes.filter(({ id }) => ids.includes(id))
  return found.length === ids.length ? found : null
}

/** A file that nobody wrote to since the session began can be read and marked as well. */
async function presentEntry({ review, isLive }: Deps, view: ScopeView, path: RepoPath): Promise<FileEntry | null> {
  if (review.entry(path) === undefined) await review.count(path)
  const known = review.entry(path)
  if (known !== undefined) {
    if (!isLive()) await review.readDisk(path)
    return review.entry(path) ?? null
  }
  if (!view.live) return null
  const version = await review.versions.of(await view.read(path, 'new'))
  return version === null ? null : newEntry(path, version)
}

function linesMarked(attribution: Attribution, region: Region & ReturnType<typeof presentHunk>): number {
  const added = region.lines
    .flatMap((range) => runsIn(attribution, range))
    .reduce((sum, { count, mark }) => sum + (mark === 0 ? count : 0), 0)
  return added + region.runs.reduce((sum, { at, removed }) => sum + (at === null ? 0 : removed), 0)
}
