import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'

type Failure = CheckpointError | RepoError

const firstPauseMs = 250
const longestPauseMs = 5000

/**
 * Takes a capture again while another process writes the store (a restore on the command line holds it throughout):
 * what was written meanwhile would otherwise be in no checkpoint. Gives up only when `stopped` says so.
 */
export async function retryWhileBusy<T>(
  { clock, stopped }: { readonly clock: Clock; readonly stopped: () => boolean },
  take: () => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const taken = await take()
    if (taken.ok || taken.error.kind !== 'store-busy' || stopped()) return taken
    await new Promise<void>((resolve) => void clock.after(pauseMs, resolve))
  }
}
