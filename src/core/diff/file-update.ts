import { commonEnds } from '../common-ends'
import type { DiffBody, FileDiff, Hunk } from './file-diff'
import { movedHunk } from './hunk-lines'

/** Hunks `at` … `at + gone - 1` are replaced by others; those behind them are the same, further up or down. */
export interface HunksReplaced {
  readonly kind: 'hunks-replaced'
  readonly at: number
  readonly gone: number
  readonly hunks: readonly Hunk[]
  readonly oldBy: number
  readonly newBy: number
}

/** A file as it is sent: whole, or as what differs from the way it was sent last. */
export type SentFile = Omit<FileDiff, 'body'> & { readonly body: DiffBody | HunksReplaced }

/** Below so many hunks a file is sent whole. */
const fewHunks = 50

/** What has to be sent of `now` to somebody who has `before`. */
export function fileUpdate(before: FileDiff | undefined, now: FileDiff): SentFile {
  if (before?.body.kind !== 'text' || now.body.kind !== 'text') return now
  const [old, next] = [before.body.hunks, now.body.hunks]
  const shorter = Math.min(old.length, next.length)
  if (shorter < fewHunks) return now
  const [lastOld, lastNext] = [old.at(-1), next.at(-1)]
  const oldBy = (lastNext?.oldStart ?? 0) - (lastOld?.oldStart ?? 0)
  const newBy = (lastNext?.newStart ?? 0) - (lastOld?.newStart ?? 0)
  const stays = oldBy === 0 && newBy === 0
  const { start, tail } = commonEnds(
    old,
    next,
    isUnmoved,
    stays ? undefined : (hunk, moved) => isMoved(hunk, moved, oldBy, newBy),
  )
  if (start + tail < shorter / 2) return now
  const hunks = next.slice(start, next.length - tail)
  return { ...now, body: { kind: 'hunks-replaced', at: start, gone: old.length - tail - start, hunks, oldBy, newBy } }
}

/**
 * The whole file again, with the hunks of before where they stayed as they were; null when what came is a difference from
 * something that is not there.
 */
export function updatedFile(before: FileDiff | undefined, sent: SentFile): FileDiff | null {
  if (isWhole(sent)) return withKeptHunks(before, sent)
  const { body } = sent
  if (body.kind !== 'hunks-replaced') return null
  if (before?.body.kind !== 'text') return null
  const old = before.body.hunks
  const behind = old.slice(body.at + body.gone)
  const stays = body.oldBy === 0 && body.newBy === 0
  const rest = stays ? behind : behind.map((hunk) => movedHunk(hunk, body.oldBy, body.newBy))
  return { ...sent, body: { kind: 'text', hunks: [...old.slice(0, body.at), ...body.hunks, ...rest] } }
}

/** The same objects for the same hunks, as whoever draws them goes by that. */
function withKeptHunks(before: FileDiff | undefined, sent: FileDiff): FileDiff {
  if (before?.body.kind !== 'text' || sent.body.kind !== 'text') return sent
  const old = before.body.hunks
  const { hunks } = sent.body
  const later = old.length - hunks.length
  const kept = hunks.map((hunk, at) => [old[at], old[at + later]].find((one) => isUnmoved(one, hunk)) ?? hunk)
  return kept.every((hunk, at) => hunk === hunks[at]) ? sent : { ...sent, body: { ...sent.body, hunks: kept } }
}

function isWhole(sent: SentFile): sent is FileDiff {
  return sent.body.kind !== 'hunks-replaced'
}

/** Whether two hunks show the same at the same place. */
export function isUnmoved(a: Hunk | undefined, b: Hunk | undefined): boolean {
  return isMoved(a, b, 0, 0)
}

/** Whether two hunks show the same, so many lines apart on each side. A hunk's id does not cover its context. */
function isMoved(a: Hunk | undefined, b: Hunk | undefined, oldBy: number, newBy: number): boolean {
  if (a === b && oldBy === 0 && newBy === 0) return true
  return (
    a !== undefined &&
    b !== undefined &&
    a.oldStart + oldBy === b.oldStart &&
    a.newStart + newBy === b.newStart &&
    a.id === b.id &&
    a.shape === b.shape &&
    a.text === b.text
  )
}
