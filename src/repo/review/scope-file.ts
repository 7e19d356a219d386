import type { LineDiff } from '../../core/diff/line-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { type Edit, editsOfHunks } from '../../core/review/edits'
import type { FileReview } from '../../core/review/file-review'
import { type HunkShape, presentHunk, reviewHunk } from '../../core/review/review-hunk'
import type { ScopeView } from '../diff/scope-view'
import { type Contents, hashOf } from './contents'
import type { FileEntry } from './file-entry'
import { isAskedForIn } from './owed-of-entry'

/** How a scope's file relates to the version that is reviewed. */
export interface ScopeFiles {
  /** Edits from the new side of a scope to the present version; null where they cannot be told. */
  editsToPresent(view: ScopeView, entry: FileEntry): Promise<readonly Edit[] | null>
  /** Where the hunks of a shown file stand. `isPending`: what was written last has no change yet. */
  review(
    view: ScopeView,
    path: RepoPath,
    shapes: readonly HunkShape[],
    entry: FileEntry | undefined,
    isPending: boolean,
  ): Promise<FileReview>
}

export function createScopeFiles(
  contents: Contents,
  compareText: (path: RepoPath, oldBytes: Buffer, newBytes: Buffer) => Promise<LineDiff>,
): ScopeFiles {
  const editsToPresent = async (view: ScopeView, { path, now }: FileEntry): Promise<readonly Edit[] | null> => {
    const side = await view.read(path, 'new')
    const bytes = side.kind === 'file' ? side.bytes : side.kind === 'absent' ? Buffer.alloc(0) : null
    if (bytes === null || now === null) return null
    if (hashOf(bytes) === now.hash) return []
    const present = await contents.get(now)
    return present === null ? null : editsOfHunks((await compareText(path, bytes, present)).hunks)
  }

  return {
    editsToPresent,
    async review(view, path, shapes, entry, isPending) {
      const none = { path, lines: 0, hunks: [] }
      if (shapes.length === 0) return none
      if (entry === undefined)
        return isPending ? none : { ...none, hunks: shapes.map(({ id }) => ({ id, review: 'not-owed' })) }
      const edits = await editsToPresent(view, entry)
      if (edits === null) return none
      const isOwed = isAskedForIn(entry)
      let lines = 0
      const hunks: { readonly id: string; readonly review: FileReview['hunks'][number]['review'] }[] = []
      for (const shape of shapes) {
        const present = presentHunk(shape, edits)
        // Of what is on disk only a part is known: its change closes within a moment.
        if (view.live && present.partly) continue
        const { review, lines: unread } = reviewHunk(present, entry.attribution, isOwed)
        lines += unread
        hunks.push({ id: shape.id, review })
      }
      return { path, lines, hunks }
    },
  }
}
