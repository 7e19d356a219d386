import type { Hunk } from '../../core/diff/file-diff'
import type { LineDiff } from '../../core/diff/line-diff'
import { findMoved, type HunksOfFile, type MovedLines } from '../../core/diff/moved-lines'
import type { RepoPath } from '../../core/repo/repo-path'
import { asideKind } from '../../core/review/generated'
import type { Contents } from './contents'
import type { FileEntry } from './file-entry'

/** Finds which lines of a review were only moved. It never fails: a content that is gone is no move. */
export interface MovedInReview {
  of(entries: Iterable<FileEntry>): Promise<MovedLines | null>
}

/** Changed lines that are looked at; above, nobody asks which of them were moved. */
const mostLines = 20_000

export function createMovedInReview(
  contents: Contents,
  compareText: (path: RepoPath, oldBytes: Buffer, newBytes: Buffer) => Promise<LineDiff>,
): MovedInReview {
  const known = new WeakMap<object, { readonly base: string; readonly hunks: readonly Hunk[] }>()
  let last: { readonly files: readonly HunksOfFile[]; readonly moved: MovedLines } | null = null

  const hunksOf = async ({ path, base, now }: FileEntry): Promise<readonly Hunk[]> => {
    if (base === null || now === null || base.hash === now.hash || asideKind(path) !== null) return []
    const before = known.get(now)
    if (before !== undefined && before.base === base.hash) return before.hunks
    const [old, present] = await Promise.all([contents.get(base), contents.get(now)])
    const hunks = old === null || present === null ? [] : (await compareText(path, old, present)).hunks
    known.set(now, { base: base.hash, hunks })
    return hunks
  }

  return {
    async of(entries) {
      const files: HunksOfFile[] = []
      let lines = 0
      for (const entry of entries) {
        const hunks = await hunksOf(entry)
        for (const { oldCount, newCount } of hunks) lines += oldCount + newCount
        if (lines > mostLines) return null
        if (hunks.length > 0) files.push({ path: entry.path, hunks })
      }
      const before = last
      const same =
        before !== null &&
        before.files.length === files.length &&
        files.every(({ hunks }, at) => before.files[at]?.hunks === hunks)
      last = same ? before : { files, moved: findMoved(files) }
      return last?.moved ?? null
    },
  }
}
