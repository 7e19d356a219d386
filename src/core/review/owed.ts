import type { Writer } from '../session/label-change'
import { type Attribution, type ChangeKey, firstGap, type MarkId } from './attribution'
import type { Edit } from './edits'
import { runsIn } from './marks'

/** Whether what this writer wrote has to be read. Outside and git never count. */
export function isOwedBy(writer: Writer): boolean {
  return writer === 'codex-patch' || writer === 'codex-command' || writer === 'unclear'
}

export type IsOwed = (key: ChangeKey) => boolean

/** Changed lines that have to be read, by the change that wrote them, and those that were. */
export interface OwedLines {
  readonly unread: ReadonlyMap<ChangeKey, number>
  readonly read: number
}

interface Written {
  readonly key: ChangeKey
  readonly mark: MarkId
}

/** A deletion can be shown this far from where it was made, in a file of equal lines (`slide.ts`). */
const furthestSlide = 100

/**
 * What of a file is owed: of the lines that differ from its base those that Codex or an unclear writer wrote. Lines that
 * were rewritten five times count once, and ones that were taken back not at all, because only what differs is looked at.
 * `edits` lead from the base to the version that is attributed.
 */
export function owedLines(attribution: Attribution, edits: readonly Edit[], isOwed: IsOwed): OwedLines {
  return countOwed(attribution, edits, isOwed, () => {})
}

/** How many of the unread lines are among those that `isMoved` names, by side and line, counted from 0. */
export function movedUnread(
  attribution: Attribution,
  edits: readonly Edit[],
  isOwed: IsOwed,
  isMoved: (side: 'old' | 'new', line: number) => boolean,
): number {
  let moved = 0
  countOwed(attribution, edits, isOwed, (side, at, lines) => {
    for (let line = at; line < at + lines; line++) if (isMoved(side, line)) moved++
  })
  return moved
}

function countOwed(
  attribution: Attribution,
  edits: readonly Edit[],
  isOwed: IsOwed,
  onUnread: (side: 'old' | 'new', at: number, lines: number) => void,
): OwedLines {
  const unread = new Map<ChangeKey, number>()
  let read = 0
  const count = (written: Written, side: 'old' | 'new', at: number, lines: number): void => {
    if (written.mark !== 0) read += written.key === 0 || isOwed(written.key) ? lines : 0
    else if (isOwed(written.key)) {
      unread.set(written.key, (unread.get(written.key) ?? 0) + lines)
      onUnread(side, at, lines)
    }
  }
  for (const edit of edits) {
    const added = attributedRuns(attribution, edit)
    let at = edit.newAt
    for (const run of added) {
      count(run, 'new', at, run.count)
      at += run.count
    }
    if (edit.oldCount > 0) {
      const gap = writerOfGap(attribution, edit, isOwed) ?? oneOf(added, isOwed) ?? nearestGap(attribution, edit.newAt)
      if (gap !== null) count(gap, 'old', edit.oldAt, edit.oldCount)
    }
  }
  return { unread, read }
}

/**
 * The added lines of an edit. One that nobody wrote differs all the same: where lines are equal two comparisons can point
 * to different ones, so the history is that of the line beside it.
 */
function attributedRuns(attribution: Attribution, { newAt, newCount }: Edit) {
  if (newCount === 0) return []
  const runs = runsIn(attribution, { at: newAt, count: newCount })
  if (runs.every(isKnown)) return runs
  const beside = (at: number) => (at < 0 ? undefined : runsIn(attribution, { at, count: 1 }).find(isKnown))
  let last = runs.find(isKnown) ?? beside(newAt - 1) ?? beside(newAt + newCount)
  return runs.map((run) => {
    if (isKnown(run)) last = run
    return isKnown(run) || last === undefined ? run : { count: run.count, key: last.key, mark: last.mark }
  })
}

function isKnown({ key, mark }: Written): boolean {
  return key !== 0 || mark !== 0
}

/** Who took out the lines that an edit misses; null when nobody is known to have. */
export function writerOfGap(
  { gaps }: Attribution,
  { newAt, newCount }: Pick<Edit, 'newAt' | 'newCount'>,
  isOwed: IsOwed,
): Written | null {
  const found: Written[] = []
  for (let index = firstGap(gaps, newAt); index < gaps.length; index++) {
    const gap = gaps[index]
    if (gap === undefined || gap.at > newAt + newCount) break
    found.push(gap)
  }
  return oneOf(found, isOwed)
}

/** What is to be read comes first, then what was. */
function oneOf(found: readonly Written[], isOwed: IsOwed): Written | null {
  return (
    found.find(({ key, mark }) => mark === 0 && isOwed(key)) ?? found.find(({ mark }) => mark !== 0) ?? found[0] ?? null
  )
}

function nearestGap({ gaps }: Attribution, at: number): Written | null {
  const index = firstGap(gaps, at)
  const near = [gaps[index - 1], gaps[index]].flatMap((gap) =>
    gap !== undefined && Math.abs(gap.at - at) <= furthestSlide ? [gap] : [],
  )
  return near.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0] ?? null
}
