import type { Clock } from '../../core/clock'
import { err } from '../../core/result'
import { wayOutOff } from '../../core/start/passage'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import { accepted } from '../command-error'

interface Deps {
  readonly settings: SettingsFile
  readonly clock: Clock
}

/** Lets sessions of one repository start without a commit for a while. It ends by itself (gate-pause-end.ts). */
export function createPauseGate({ settings, clock }: Deps) {
  return async (wish: {
    readonly repoId: string
    readonly until: '30-minutes' | 'tomorrow'
  }): Promise<CommandResult> => {
    if (!settings.current().waysOut.pause) return err(wayOutOff('Pause gate'))
    const untilMs = wish.until === '30-minutes' ? clock.now() + 30 * 60_000 : nextMorning(clock.now())
    await settings.update((current) => ({ ...current, gatePause: { repoId: wish.repoId, untilMs } }))
    return accepted
  }
}

/** Ends the pause of one repository; that of another one goes on. */
export function createResumeGate({ settings }: Pick<Deps, 'settings'>) {
  return async ({ repoId }: { readonly repoId: string }): Promise<CommandResult> => {
    await settings.update((current) =>
      current.gatePause?.repoId === repoId ? { ...current, gatePause: null } : current,
    )
    return accepted
  }
}

/** Six in the morning of the next day, local time: nobody's evening is cut short at midnight. */
function nextMorning(nowMs: number): number {
  const date = new Date(nowMs)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, 6).getTime()
}
