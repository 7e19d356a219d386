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

const byHunk = new Map<string, { readonly shape: string; readonly facts: HunkFacts }>()
/** With more hunks than this even looking up what is known of them would take a good part of a frame. */
const manyHunks = 500
const byFile = new WeakMap<FileDiff, FileFacts>()

export const noFacts: FileFacts = {
  widest: 0,
  crlf: 0,
  lf: 0,
  hiddenText: false,
  lookAlikes: false,
  ending: null,
  allCrlf: false,
}

/** The facts of a file if no more than `most` lines have to be read for them; otherwise null, and `readFileFacts` reads them. */
export function factsAtOnce(file: FileDiff, most: number): FileFacts | null {
  const known = byFile.get(file)
  if (known !== undefined) return known
  if (file.body.kind !== 'text') return noFacts
  if (file.body.hunks.length > manyHunks) return null
  let unread = 0
  for (const hunk of file.body.hunks) if (factsOf(hunk) === undefined) unread += lineCount(hunk)
  if (unread > most) return null
  const reading = readFileFacts(file)
  for (let next = reading.next(); ; next = reading.next()) if (next.done === true) return next.value
}

/** Reads the facts of a file in steps. */
export function* readFileFacts(file: FileDiff): Generator<undefined, FileFacts> {
  const hunks = file.body.kind === 'text' ? file.body.hunks : []
  let [widest, crlf, lf] = [0, 0, 0]
  let hiddenText = false
  let lookAlikes = false
  let ending = noFacts.ending
  for (const [at, hunk] of hunks.entries()) {
    let facts = factsOf(hunk)
    if (facts === undefined) {
      facts = yield* readHunkFacts(hunk)
      keep(hunk, facts)
    }
    if (facts.widest > widest) widest = facts.widest
    crlf += facts.crlf
    lf += facts.lf
    hiddenText ||= facts.hiddenText
    lookAlikes ||= facts.lookAlikes
    ending = at === 0 || ending === facts.ending ? facts.ending : null
    if (at % manyHunks === manyHunks - 1) yield undefined
  }
  const facts = { widest, crlf, lf, hiddenText, lookAlikes, ending, allCrlf: crlf > 0 && lf === 0 }
  byFile.set(file, facts)
  return facts
}

export function sameFacts(a: FileFacts, b: FileFacts): boolean {
  return (
    a.widest === b.widest &&
    a.crlf === b.crlf &&
    a.lf === b.lf &&
    a.hiddenText === b.hiddenText &&
    a.lookAlikes === b.lookAlikes &&
    a.ending === b.ending &&
    a.allCrlf === b.allCrlf
  )
}

function keep(hunk: Hunk, facts: HunkFacts): void {
  if (byHunk.size >= mostKept) byHunk.clear()
  byHunk.set(hunk.id, { shape: hunk.shape, facts })
}

// Context is not part of a hunk's id, so its shape has to be the same too.
function factsOf(hunk: Hunk): HunkFacts | undefined {
  const known = byHunk.get(hunk.id)
  return known?.shape === hunk.shape ? known.facts : undefined
}
