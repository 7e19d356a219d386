import type { BucketView, WindowView } from '../app/limits-view'
import type { LimitSource } from '../limits/limits'
import { unreachable } from '../result'
import { leftWords } from './limit-words'
import { clockTime, dayAndTime, duration } from './times'
import { tokenWords } from './token-words'

/** Who said a number. */
function sourceWords(source: LimitSource): string {
  switch (source) {
    case 'read':
      return 'read from the server'
    case 'update':
      return 'told by Codex after a turn'
    case 'rollout':
      return 'from the record of a session'
    default:
      return unreachable(source)
  }
}

/** "44 % left, read from the server at 12:02, 4 min ago" */
export function readingWords(window: WindowView, nowMs: number): string {
  return `${leftWords(window)}, ${sourceWords(window.source)} ${whenWords(window.readAtMs, nowMs)}`
}

/** "47 % left, from the record of a session at 11:58, 8 min ago": what another source said before. */
export function otherWords(other: WindowView['others'][number], nowMs: number): string {
  return `${other.leftPercent} % left, ${sourceWords(other.source)} ${whenWords(other.readAtMs, nowMs)}`
}

/** "38.2 k tokens counted here in this window"; null where that is not known. */
export function countedWords({ countedTokens }: WindowView): string | null {
  return countedTokens === null ? null : `${tokenWords(countedTokens)} counted here in this window`
}

/** A meter that does not move although work was done. */
export function stillWords(still: NonNullable<BucketView['still']>): string {
  return `This meter has not moved since ${clockTime(still.sinceMs)}, and ${tokenWords(still.tokens)} were counted here since`
}

function whenWords(atMs: number, nowMs: number): string {
  const ageMs = nowMs - atMs
  if (ageMs < 60_000) return `at ${clockTime(atMs)}`
  const when = ageMs < 12 * 60 * 60_000 ? `at ${clockTime(atMs)}` : dayAndTime(atMs, nowMs)
  return `${when}, ${duration(ageMs)} ago`
}
