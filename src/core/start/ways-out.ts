import type { Readiness, RepoView, SettingsView } from '../app/snapshot'
import type { CommitView } from '../app/commit-views'
import type { Lane } from '../lanes/lanes'
import { isGated } from './start-card'

/** Besides committing and holding back, which have buttons of their own. */
export type WayOut = 'checkpoint-only' | 'by-hand' | 'start-anyway' | 'pause'

export interface WayOutChoice {
  readonly way: WayOut
  readonly label: string
  readonly detail: string
  /** Why it cannot be taken now; null when it can. */
  readonly disabledWhy: string | null
}

/** The reasons for starting anyway that can be picked; any other can be typed. */
export const startAnywayReasons = [
  'Only my own notes are uncommitted',
  'Somebody else’s work in progress',
  'The commit is blocked, and this session is to help',
  'Trying something out',
] as const

/** The longest reason, in characters. */
export const longestReason = 200

interface Facts {
  readonly lane: Lane
  readonly repo: Pick<RepoView, 'gate' | 'watch' | 'pausedUntilMs'>
  readonly standardPolicy: SettingsView['standardPolicy']
  readonly waysOut: SettingsView['waysOut']
  readonly readiness: Readiness
  readonly running: CommitView['running']
  readonly sessionOn: boolean
}

/** What the menu beside the start button offers: every way out of a closed gate, or only the start by hand. */
export function waysOutOf(facts: Facts): readonly WayOutChoice[] {
  const { repo, waysOut, sessionOn } = facts
  const closed = repo.gate.kind === 'closed' && isGated(facts) && !sessionOn
  const uncovered = repo.gate.kind === 'closed' && repo.gate.reason === 'held-back-uncovered'
  const off = (allowed: boolean) => (closed && !allowed ? 'Switched off in the settings' : null)
  const busy = facts.running === null ? null : 'The last press is still at work'
  const on = sessionOn ? 'A session is on' : null
  const notReady = facts.readiness.kind === 'not-ready' && facts.readiness.blocking ? 'Not ready, see above' : null
  const byHand: WayOutChoice = {
    way: 'by-hand',
    label: 'I start it myself',
    detail: 'Baseline now; the next session here is followed',
    disabledWhy: off(waysOut.startMyself) ?? busy ?? on,
  }
  if (!closed) return [byHand]
  return [
    {
      way: 'checkpoint-only',
      label: 'Checkpoint only',
      detail: 'A hidden baseline; the branch stays as it is',
      disabledWhy:
        off(waysOut.checkpointOnly) ?? busy ?? notReady ?? (uncovered ? 'It would not hold what is held back' : null),
    },
    byHand,
    {
      way: 'start-anyway',
      label: 'Start anyway',
      detail: 'With a reason, which the session keeps',
      disabledWhy: off(waysOut.startAnyway) ?? busy ?? notReady,
    },
    {
      way: 'pause',
      label: 'Pause gate',
      detail: 'For 30 minutes, this repository',
      disabledWhy: off(waysOut.pause),
    },
  ]
}
