import type { Cancel, Clock } from '../core/clock'
import type { SettingsFile } from '../services/settings/settings-file'

/** A computer that slept is asked again, as its timers did not run meanwhile. */
const longestTimerMs = 60_000

/** Ends a pause of the gate when its time has come, also one of an earlier run, so that windows and tray are told. */
export function endGatePauseInTime({
  settings,
  clock,
}: {
  readonly settings: SettingsFile
  readonly clock: Clock
}): Cancel {
  let cancelTimer: Cancel = () => {}
  const follow = (): void => {
    cancelTimer()
    const untilMs = settings.current().gatePause?.untilMs
    if (untilMs === undefined) return
    cancelTimer = clock.after(Math.min(untilMs - clock.now(), longestTimerMs), () => {
      if (clock.now() < untilMs) return follow()
      void settings.update((current) =>
        current.gatePause?.untilMs === untilMs ? { ...current, gatePause: null } : current,
      )
    })
  }
  const unsubscribe = settings.subscribe(follow)
  follow()
  return () => {
    unsubscribe()
    cancelTimer()
  }
}
