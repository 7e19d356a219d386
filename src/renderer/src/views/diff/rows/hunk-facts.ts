import { hasLookAlikes } from '../../../../../core/diff/confusables'
import type { Hunk } from '../../../../../core/diff/file-diff'
import { hunkRuns, lineAt } from '../../../../../core/diff/hunk-lines'
import { hasHiddenText } from '../../../../../core/diff/visible-text'
import { withoutCr } from './without-cr'

/** What is to be known about all lines of a hunk. */
export interface HunkFacts {
  /** Characters of the longest line. */
  readonly widest: number
  /** Lines that end with CR LF, and lines that end with LF alone. */
  readonly crlf: number
  readonly lf: number
  readonly hiddenText: boolean
  /** Letters that look like ones of ASCII and are others. */
  readonly lookAlikes: boolean
  /** Every changed line differs from its partner by its ending only, and how; null when there is more to it. */
  readonly ending: 'crlf-to-lf' | 'lf-to-crlf' | null
}

/** Lines read in one step. */
const step = 2000
/** Nothing in such a text is hidden, unless a carriage return stands inside a line. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unusual = /[^\t\n\r -~]|\r(?!\n|$)/
const carriageReturn = 13

/** Reads a hunk in steps, so that a very large one can be read between frames. */
export function* readHunkFacts(hunk: Hunk): Generator<undefined, HunkFacts> {
  const { text } = hunk
  let [widest, crlf, lf] = [0, 0, 0]
  let hiddenText = false
  let lookAlikes = false
  for (let start = 0; start <= text.length; ) {
    const first = start
    for (let line = 0; line < step && start <= text.length; line++) {
      const newline = text.indexOf('\n', start)
      const end = newline < 0 ? text.length : newline
      if (end - start > widest) widest = end - start
      if (end > start && text.charCodeAt(end - 1) === carriageReturn) crlf++
      else lf++
      start = end + 1
    }
    if (unusual.test(text.slice(first, start))) {
      const lines = text.slice(first, start).split('\n').map(withoutCr)
      hiddenText ||= lines.some(hasHiddenText)
      lookAlikes ||= lines.some(hasLookAlikes)
    }
    if (start <= text.length) yield undefined
  }
  for (const run of hunkRuns(hunk))
    if (run.noNewline && lineAt(hunk, run.first + run.count - 1)?.text.endsWith('\r') !== true) lf--
  return { widest, crlf, lf, hiddenText, lookAlikes, ending: endingOf(hunk) }
}

/** Ends at the first changed line that differs by more than its ending, which for most hunks is the first one. */
function endingOf(hunk: Hunk): HunkFacts['ending'] {
  const runs = hunkRuns(hunk)
  let ending: HunkFacts['ending'] = null
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at]
    if (run === undefined || run.kind === 'context') continue
    const added = runs[at + 1]
    if (run.kind === 'added' || added?.kind !== 'added' || added.count !== run.count) return null
    for (let by = 0; by < run.count; by++) {
      const before = lineAt(hunk, run.first + by)?.text ?? ''
      const now = lineAt(hunk, added.first + by)?.text ?? ''
      const here = now === `${before}\r` ? 'lf-to-crlf' : before === `${now}\r` ? 'crlf-to-lf' : null
      if (here === null || (ending !== null && ending !== here)) return null
      ending = here
    }
    at++
  }
  return ending
}
