import type { DiffLine, FileDiff, Hunk } from '../../../../core/diff/file-diff'
import { hunkLines } from '../../../../core/diff/hunk-lines'
import { hasHiddenText } from '../../../../core/diff/visible-text'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { bodyWords } from '../../../../core/words/file-words'

/** One row of the live diff. `key` stays while the row means the same, whatever happens above it. */
export type DiffRow =
  | { readonly kind: 'file'; readonly key: string; readonly file: FileDiff }
  | { readonly kind: 'hunk'; readonly key: string; readonly path: RepoPath; readonly hunk: Hunk }
  | {
      readonly kind: 'line'
      readonly key: string
      readonly path: RepoPath
      readonly line: DiffLine
      /** The line ends with CR LF where others of the file do not. */
      readonly showsCr: boolean
    }
  | { readonly kind: 'note'; readonly key: string; readonly path: RepoPath; readonly text: string }

/** The rows of one file, with what its header says about all of them. */
export interface FileRows {
  readonly file: FileDiff
  readonly rows: readonly DiffRow[]
  /** Every shown line ends with CR LF. */
  readonly crlf: boolean
  readonly hiddenText: boolean
  /** Characters of the longest shown line. */
  readonly widest: number
}

const known = new WeakMap<FileDiff, FileRows>()

/** The rows of a file; made once for each reading of it. */
export function fileRows(file: FileDiff): FileRows {
  const before = known.get(file)
  if (before !== undefined) return before
  const made = makeRows(file)
  known.set(file, made)
  return made
}

function makeRows(file: FileDiff): FileRows {
  const { path, body } = file
  const rows: DiffRow[] = [{ kind: 'file', key: `${path}\0file`, file }]
  const words = bodyWords(file)
  if (words !== null) rows.push({ kind: 'note', key: `${path}\0note`, path, text: words })
  if (body.kind !== 'text') return { file, rows, crlf: false, hiddenText: false, widest: 0 }

  const lines = body.hunks.flatMap((hunk) => hunkLines(hunk))
  const withCr = lines.filter((line) => line.text.endsWith('\r')).length
  const crlf = withCr > 0 && lines.every((line) => line.text.endsWith('\r') || line.noNewline)
  for (const hunk of body.hunks) {
    rows.push({ kind: 'hunk', key: `${path}\0hunk ${hunk.oldStart}`, path, hunk })
    // Rows are named by the old side, which stays, so that a line added above renames none below it.
    let oldLine = hunk.oldStart - 1
    let addedSince = 0
    for (const line of hunkLines(hunk)) {
      if (line.oldLine === null) addedSince += 1
      else {
        oldLine = line.oldLine
        addedSince = 0
      }
      rows.push({
        kind: 'line',
        key: line.oldLine === null ? `${path}\0${oldLine}+${addedSince}` : `${path}\0${oldLine}`,
        path,
        line,
        showsCr: !crlf && line.text.endsWith('\r'),
      })
    }
  }
  return {
    file,
    rows,
    crlf,
    hiddenText: lines.some((line) => hasHiddenText(withoutCr(line.text))),
    widest: lines.reduce((most, line) => Math.max(most, line.text.length), 0),
  }
}

/** The text of a line without the carriage return of a CR LF ending. */
export function withoutCr(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

/** Heights in rem. */
const heights = { file: 2.25, hunk: 1.75, line: 1.25, note: 2.25 }

/** Height of a row in px, for a root font of `remPx`. Every row has a fixed height, so nothing has to be measured. */
export function rowHeight(row: DiffRow, remPx: number): number {
  return heights[row.kind] * remPx
}

export function pathOfRow(row: DiffRow): RepoPath {
  return row.kind === 'file' ? row.file.path : row.path
}
