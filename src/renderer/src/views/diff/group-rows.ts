import type { FileDiff } from '../../../../core/diff/file-diff'
import type { DiffRow } from './diff-rows'
import { pathOfRow } from './diff-rows'

/** The rows of one file that are in the page; the header's own row is not among them. */
export interface RowGroup {
  readonly file: FileDiff
  readonly rows: readonly DiffRow[]
  readonly startsWithHeader: boolean
}

/** Puts the rows in sight together by file, so that each file is one region. */
export function groupByFile(
  items: readonly { readonly index: number }[],
  rows: readonly DiffRow[],
  fileOf: (path: string) => FileDiff | undefined,
): readonly RowGroup[] {
  const groups: { file: FileDiff; rows: DiffRow[]; startsWithHeader: boolean }[] = []
  for (const { index } of items) {
    const row = rows[index]
    if (row === undefined) continue
    const last = groups.at(-1)
    if (row.kind === 'file') groups.push({ file: row.file, rows: [], startsWithHeader: true })
    else if (last !== undefined && last.file.path === pathOfRow(row)) last.rows.push(row)
    else {
      const file = fileOf(pathOfRow(row))
      if (file !== undefined) groups.push({ file, rows: [row], startsWithHeader: false })
    }
  }
  return groups
}
