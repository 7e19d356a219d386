import type { FileDiff } from './file-diff'

/** Changed lines of one file; both null where nobody counted them. */
export interface FileLines {
  readonly added: number | null
  readonly removed: number | null
}

/** Changed lines of several files. Those of `uncounted` of them are in neither number, as nobody knows them. */
export interface LineTotal {
  readonly added: number
  readonly removed: number
  readonly uncounted: number
}

const notCounted: FileLines = { added: null, removed: null }

/** Whether a file may have changed lines that nobody counted. One without lines, such as a binary one, has none. */
export function isUncounted({ body: { kind } }: FileDiff): boolean {
  return kind === 'not-loaded' || kind === 'too-large' || kind === 'unreadable'
}

/** The changed lines of a file, as far as they are known: no lines to show are not yet no lines. */
export function linesOfFile(file: FileDiff): FileLines {
  return isUncounted(file) ? notCounted : file
}

/** A sum over files; a loop, because ten thousand of them are added up with every save. */
export function lineTotal<File>(files: readonly File[], linesOf: (file: File) => FileLines): LineTotal {
  let [allAdded, allRemoved, uncounted] = [0, 0, 0]
  for (const file of files) {
    const { added, removed } = linesOf(file)
    if (added === null || removed === null) uncounted++
    else {
      allAdded += added
      allRemoved += removed
    }
  }
  return { added: allAdded, removed: allRemoved, uncounted }
}
