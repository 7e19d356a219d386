import type { FileDiff, Hunk } from '../../../../../core/diff/file-diff'
import { lineCount } from '../../../../../core/diff/hunk-lines'
import { type HunkFacts, readHunkFacts } from './hunk-facts'

/** What the header of a file and the width of the page need to know about all of its lines. */
export interface FileFacts extends HunkFacts {
  /** Every shown line ends with CR LF. */
  readonly allCrlf: boolean
}

/** Hunks are named by what changed in them, so what was read holds across refreshes. */
const mostKept = 50_000

const byHunk = new Map<string, HunkFacts>()
const byFile = new WeakMap<FileDiff, FileFacts>()

export const noFacts: FileFacts = {
  widest: 0,
  crlf: 0,
  lf: 0,
  hiddenText: false,
  ending: null,
  allCrlf: false,
}

/** The facts of a file if no more than `most` lines have to be read for them; otherwise null, and `readFileFacts` reads them. */
export function factsAtOnce(file: FileDiff, most: number): FileFacts | null {
  const known = byFile.get(file)
  if (known !== undefined) return known
  if (file.body.kind !== 'text') return noFacts
  let unread = 0
  for (const hunk of file.body.hunks) if (!byHunk.has(keyOf(hunk))) unread += lineCount(hunk)
  if (unread > most) return null
  const reading = readFileFacts(file)
  for (let next = reading.next(); ; next = reading.next()) if (next.done === true) return next.value
}

/** Reads the facts of a file in steps. */
export function* readFileFacts(file: FileDiff): Generator<undefined, FileFacts> {
  const hunks = file.body.kind === 'text' ? file.body.hunks : []
  let read = noFacts
  for (const [at, hunk] of hunks.entries()) {
    const known = byHunk.get(keyOf(hunk))
    const facts = known ?? (yield* readHunkFacts(hunk))
    if (known === undefined) keep(hunk, facts)
    read = at === 0 ? { ...facts, allCrlf: false } : joined(read, facts)
    if (known === undefined && at % 500 === 499) yield undefined
  }
  const facts = { ...read, allCrlf: read.crlf > 0 && read.lf === 0 }
  byFile.set(file, facts)
  return facts
}

function joined(a: FileFacts, b: HunkFacts): FileFacts {
  return {
    widest: Math.max(a.widest, b.widest),
    crlf: a.crlf + b.crlf,
    lf: a.lf + b.lf,
    hiddenText: a.hiddenText || b.hiddenText,
    ending: a.ending === b.ending ? a.ending : null,
    allCrlf: false,
  }
}

function keep(hunk: Hunk, facts: HunkFacts): void {
  if (byHunk.size >= mostKept) byHunk.clear()
  byHunk.set(keyOf(hunk), facts)
}

// Context is not part of a hunk's id, so its shape has to be the same too.
function keyOf(hunk: Hunk): string {
  return `${hunk.id} ${hunk.shape}`
}
