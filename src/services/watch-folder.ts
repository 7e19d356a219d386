import { watch } from 'node:fs'
import type { Cancel, Clock } from '../core/clock'

/** How often a folder is looked at that the system cannot watch (watch limit reached, network drive, not there yet). */
const pollMs = 1000

/**
 * Calls `onHint` when something directly in a folder may have changed; `name` is null when the system does not say what.
 * Where watching fails it asks by polling, and goes back to watching as soon as it can. Never throws.
 */
export function watchFolder(options: {
  readonly folder: string
  readonly clock: Clock
  readonly onHint: (name: string | null) => void
}): Cancel {
  const { folder, clock, onHint } = options
  let close: Cancel | null = null
  let cancelPoll: Cancel | null = null
  let stopped = false

  const poll = (): void => {
    close?.()
    close = null
    cancelPoll ??= clock.after(pollMs, () => {
      cancelPoll = null
      begin()
      onHint(null)
    })
  }

  const begin = (): void => {
    if (stopped) return
    try {
      const watcher = watch(folder, { persistent: true }, (_, name) => onHint(name))
      watcher.on('error', poll)
      close = () => watcher.close()
    } catch {
      poll()
    }
  }

  begin()
  return () => {
    stopped = true
    cancelPoll?.()
    close?.()
  }
}
