import type { AppSnapshot } from '../app/snapshot'

/** The states of the tray icon, told apart by shape first. An uncommitted tree without a Spark session is normal life. */
export type IconState = 'neutral' | 'live' | 'warning'

/** Warning only when something is wrong: files unprotected or vanished, a repository gone, a start or a prompt refused, the guard off
 * after it was on, a limit low. */
export function iconState(snapshot: AppSnapshot): IconState {
  if (snapshot.notices.some((notice) => notice.kind === 'warning')) return 'warning'
  if (snapshot.repo?.watch.kind === 'gone') return 'warning'
  if (snapshot.guard.lost || snapshot.guard.refusals.some(({ open }) => open)) return 'warning'
  if (snapshot.limits.low) return 'warning'
  if (Object.values(snapshot.checkpoints).some(({ loss }) => loss !== null)) return 'warning'
  return snapshot.sessions.some((s) => s.state === 'live' || s.state === 'starting') ? 'live' : 'neutral'
}
