import type { RepoPath } from '../repo/repo-path'
import type { LabelledChange, Writer } from '../session/label-change'
import { type AsideKind, asideKind } from './generated'

/** Added plus removed lines of one file. */
export interface FileLines {
  readonly path: RepoPath
  readonly lines: number
}

export interface ReviewDebt {
  /** Changed lines that nobody has read yet. */
  readonly lines: number
  /** The files they are in, sorted by path. */
  readonly files: readonly FileLines[]
  /** Lines that are not asked for one by one. */
  readonly aside: Readonly<Record<AsideKind, number>>
}

/**
 * Changed lines by Codex or an unclear writer that are not reviewed; nothing is yet. Outside and git never count.
 *
 * `sinceBaseline` is what still differs from the session's baseline, where known: a line that was rewritten five times has
 * to be read once, and one that was taken back not at all, so a file never owes more than that.
 */
export function reviewDebt(
  changes: readonly LabelledChange[],
  sinceBaseline: ReadonlyMap<RepoPath, { readonly added: number; readonly removed: number }> | null,
): ReviewDebt {
  const owed = new Map<RepoPath, number>()
  for (const file of changes.flatMap((change) => change.files)) {
    if (!isOwed(file.writer)) continue
    owed.set(file.path, (owed.get(file.path) ?? 0) + file.added + file.removed)
  }
  const aside = { generated: 0, lock: 0, vendored: 0 }
  const files: FileLines[] = []
  for (const [path, written] of owed) {
    const lines = sinceBaseline === null ? written : Math.min(written, linesOf(sinceBaseline.get(path)))
    const kind = asideKind(path)
    if (kind !== null) aside[kind] += lines
    else if (lines > 0) files.push({ path, lines })
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { lines: files.reduce((sum, file) => sum + file.lines, 0), files, aside }
}

function isOwed(writer: Writer): boolean {
  return writer === 'codex-patch' || writer === 'codex-command' || writer === 'unclear'
}

function linesOf(counts: { readonly added: number; readonly removed: number } | undefined): number {
  return counts === undefined ? 0 : counts.added + counts.removed
}
