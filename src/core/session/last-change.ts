import type { Change } from './change'
import { labelChange, type Writer } from './label-change'
import { isLive, type Session } from './session'

/** What "last change" stands for, as far as is known who wrote. */
export interface LastChange {
  /** The newest change that this takes into account; 0 when there was none. */
  readonly known: number
  /** The last change; null while there is none. */
  readonly number: number | null
  /** Codex may be writing, so that what is written now is the last change too, as it comes. */
  readonly writing: boolean
}

/**
 * The newest change that Codex wrote, or that may be its work: what a person types, a formatter between turns, a restore and
 * git's own moves come between it and its reader otherwise. While Codex wrote nothing it is the newest that anybody wrote.
 */
export function lastChange(session: Session, changes: readonly Change[]): LastChange {
  const known = changes.at(-1)?.number ?? 0
  const writing = mayWrite(session)
  let byOthers: number | null = null
  for (const change of changes.toReversed()) {
    if (change.headMoved !== null || change.restored !== null || change.files.length === 0) continue
    if (isCodexs(labelChange(change, session).writer)) return { known, number: change.number, writing }
    byOthers ??= change.number
  }
  return { known, number: byOthers, writing }
}

function isCodexs(writer: Writer): boolean {
  return writer === 'codex-patch' || writer === 'codex-command' || writer === 'unclear'
}

/** Before its first report nothing tells Codex's writes from others. */
function mayWrite(session: Session): boolean {
  if (!isLive(session)) return false
  const turn = session.turns.at(-1)
  return turn === undefined || turn.endedAtMs === null || session.commands.some(({ endedAtMs }) => endedAtMs === null)
}
