import { stat } from 'node:fs/promises'
import { unreachable } from '../../core/result'
import { isBusy } from '../../core/session/busy'
import type { Session, SessionEvent } from '../../core/session/session'
import { hasLauncher } from './launch'
import { type LaunchRecord, readLaunchRecords } from './launch-watch'
import type { ProcessInfo } from './process-info'

/** A session without a launcher is said to have probably ended after this long without a record. */
export const silentAfterMs = 30 * 60 * 1000
/** One that was started elsewhere and is left open between turns keeps its repository watched for so long. */
const forgottenAfterMs = 12 * 60 * 60 * 1000

/** What a record of the launcher means for its session. */
export function eventOfRecord(record: LaunchRecord): SessionEvent {
  switch (record.kind) {
    case 'started':
      return { type: 'launched', process: record.process }
    case 'refused':
      return { type: 'failed-to-start', atMs: record.atMs, failure: record.reason }
    case 'ended':
      return { type: 'ended', atMs: record.atMs, exitCode: record.exitCode }
    default:
      return unreachable(record)
  }
}

/**
 * What happened to a session meanwhile: the launcher's records, else whether its process lives, else whether a process holds
 * the rollout, else how long it has been silent. Also for a session that is found again after a restart of the app.
 */
export async function checkSession(
  session: Session,
  deps: { readonly runDir: string; readonly processes: ProcessInfo; readonly nowMs: number },
): Promise<readonly SessionEvent[]> {
  const { runDir, processes, nowMs } = deps
  if (session.where === 'terminal' && hasLauncher()) {
    const records = await readLaunchRecords(runDir)
    const events = records.map(eventOfRecord)
    if (events.some((event) => event.type !== 'launched')) return events
    const started = records.find((record) => record.kind === 'started')
    const process = started?.kind === 'started' ? started.process : session.process
    if (process !== null && (await processes.isAlive(process))) return events
    if (process === null) return []
    return [...events, ...(await checkRollout(session, processes, nowMs))]
  }
  return session.rolloutPath === null ? [] : checkRollout(session, processes, nowMs)
}

async function checkRollout(session: Session, processes: ProcessInfo, nowMs: number): Promise<readonly SessionEvent[]> {
  // The launcher was killed before Codex wrote anything.
  if (session.rolloutPath === null) return [{ type: 'ended', atMs: nowMs, exitCode: null }]
  const written = await stat(session.rolloutPath).catch(() => null)
  // Archived or removed: whoever may go on writes where nobody can read.
  if (written === null) return [{ type: 'ended', atMs: nowMs, exitCode: null }]
  const lastRecordMs = Math.round(written.mtimeMs)
  const holders = await processes.holdersOf(session.rolloutPath)
  if (holders.kind === 'known') {
    if (holders.pids.length === 0) return [{ type: 'ended', atMs: lastRecordMs, exitCode: null }]
    const forgotten = session.where === 'elsewhere' && !isBusy(session) && nowMs - lastRecordMs >= forgottenAfterMs
    return forgotten ? [{ type: 'went-silent', atMs: lastRecordMs }] : []
  }
  return nowMs - lastRecordMs >= silentAfterMs ? [{ type: 'went-silent', atMs: lastRecordMs }] : []
}
