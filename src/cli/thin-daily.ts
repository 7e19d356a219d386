import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLive } from '../core/session/session'
import { errnoOf } from '../repo/checkpoint/fault'
import { thinCheckpoints } from '../repo/checkpoint/retention/thin'
import type { Store } from '../repo/checkpoint/store'
import type { CliRepo } from './open-repo'
import { sessionsOf } from './sessions'
import type { CliContext } from './verb'

const dayMs = 86_400_000

/**
 * Removes what is over the budget of a repository, once a day: where only the command line is used, nobody else does.
 * What cannot be thinned now is thinned the next time; nothing is lost by keeping more. Never fails.
 */
export async function thinDaily(
  store: Store,
  { layout, settings }: CliRepo,
  { home, clock }: CliContext,
): Promise<void> {
  if (!isDue(join(store.folder, 'thinned'), clock.now())) return
  const { days, count, bytes } = settings.checkpoints
  const sessions = (await sessionsOf(home, layout.repoId)).filter(({ state }) => state !== 'failed-to-start')
  // One that has been silent for long may go on.
  const isOn = (session: (typeof sessions)[number]) => isLive(session) || session.state === 'probably-ended'
  await thinCheckpoints(store, {
    days,
    count,
    bytes,
    liveSessions: sessions.filter(isOn).map(({ id }) => id),
    keptSessions: sessions.filter((session) => !isOn(session)).map(({ id }) => id),
  })
}

/** Whether the file is not of the last day; it is from now on. */
function isDue(file: string, nowMs: number): boolean {
  try {
    const age = nowMs - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    if (age >= 0 && age < dayMs) return false
    writeFileSync(file, '\n', { mode: 0o600 })
    return true
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}
