import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { MarkId } from '../../core/review/attribution'
import type { SessionMarks } from '../../core/review/review-view'

/** One press that marked something. */
export interface MarkAction {
  /** One for each hunk, so that a later edit clears no more than the hunk it touches. */
  readonly marks: readonly MarkId[]
  readonly atMs: number
  /** Null when it marked several files. */
  readonly path: RepoPath | null
  /** Changed lines that were marked. */
  readonly lines: number
  readonly how: 'hunk' | 'file' | 'all'
  readonly sessionId: string | null
}

/** What was marked, press by press, and what a session's receipt says of it. */
export interface MarkLog {
  readonly actions: () => readonly MarkAction[]
  readonly session: () => SessionMarks | null
  begin(sessionId: string): void
  add(action: Pick<MarkAction, 'marks' | 'path' | 'lines' | 'how'>): void
  /** These marks were taken back. */
  takeBack(marks: ReadonlySet<MarkId>): void
  /** Forgets presses of which no mark is there any more: later edits cleared them. */
  keep(there: ReadonlySet<MarkId>): void
  /** The last press of which something is there. */
  last(there: ReadonlySet<MarkId>): MarkAction | null
}

/** So many presses can be taken back. */
const keptActions = 500

export function createMarkLog(
  clock: Clock,
  kept: { readonly actions: readonly MarkAction[]; readonly session: SessionMarks | null },
): MarkLog {
  let { actions, session } = kept

  const count = (how: MarkAction['how'], hunks: number, lines: number): void => {
    if (session === null) return
    session = {
      ...session,
      oneByOne: session.oneByOne + (how === 'hunk' ? hunks : 0),
      atOnce: session.atOnce + (how === 'hunk' ? 0 : hunks),
      lines: session.lines + lines,
    }
  }
  const isThere = (there: ReadonlySet<MarkId>) => (action: MarkAction) => action.marks.some((mark) => there.has(mark))

  return {
    actions: () => actions,
    session: () => session,
    begin(sessionId) {
      session = { sessionId, oneByOne: 0, atOnce: 0, lines: 0 }
    },
    add(action) {
      const sessionId = session?.sessionId ?? null
      actions = [...actions, { ...action, atMs: clock.now(), sessionId }].slice(-keptActions)
      count(action.how, action.marks.length, action.lines)
    },
    takeBack(marks) {
      actions = actions.flatMap((action) => {
        const left = action.marks.filter((mark) => !marks.has(mark))
        if (left.length === action.marks.length) return [action]
        const lines = Math.round((action.lines * left.length) / action.marks.length)
        if (action.sessionId === session?.sessionId)
          count(action.how, left.length - action.marks.length, lines - action.lines)
        return left.length === 0 ? [] : [{ ...action, marks: left, lines }]
      })
    },
    keep(there) {
      actions = actions.filter(isThere(there))
    },
    last: (there) => actions.findLast(isThere(there)) ?? null,
  }
}
