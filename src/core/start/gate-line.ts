import type { RepoView, SettingsView } from '../app/snapshot'
import type { Lane } from '../lanes/lanes'
import { unreachable } from '../result'
import { count } from '../words/counts'
import { displayName } from '../words/display-name'
import { gateHeadline, gateNextStep } from '../words/gate-words'
import { clockTime } from '../words/times'
import { isGated } from './start-card'

/** What the gate says for a lane: a short state, a headline, and a line below. */
export interface GateLine {
  /** The mark before the headline; null when the headline says it all. */
  readonly chip: { readonly text: string; readonly tone: 'ok' | 'warn' } | null
  readonly headline: string
  readonly below: string | null
}

export function gateLine(facts: {
  readonly lane: Lane
  readonly repo: Pick<RepoView, 'gate' | 'watch' | 'pausedUntilMs'>
  readonly standardPolicy: SettingsView['standardPolicy']
  /** A session of this lane is on: what it writes is uncommitted, and nothing waits for a commit. */
  readonly sessionOn: boolean
}): GateLine {
  const { repo, standardPolicy } = facts
  const { gate } = repo
  switch (gate.kind) {
    case 'reading':
      return { chip: null, headline: 'Reading the repository…', below: null }
    case 'unknown':
      return {
        chip: { text: 'Not known', tone: 'warn' },
        headline: displayName(gate.problem.message),
        below: displayName(gate.problem.next),
      }
    case 'open':
      return { chip: { text: 'Gate open', tone: 'ok' }, headline: 'Everything is committed', below: null }
    case 'closed': {
      if (repo.pausedUntilMs !== null)
        return {
          chip: { text: 'Gate open', tone: 'warn' },
          headline: `Paused until ${clockTime(repo.pausedUntilMs)}`,
          below:
            gate.files.length === 0
              ? `${gateHeadline(gate.reason, 0)}.`
              : `${count(gate.files.length, 'uncommitted file')} would be in the way otherwise.`,
        }
      if (isGated(facts)) {
        const waits = !facts.sessionOn || gate.reason !== 'uncommitted-files'
        return {
          chip: null,
          headline: gateHeadline(gate.reason, gate.files.length),
          below: waits ? gateNextStep(gate.reason) : 'Before the next session of this lane; this one goes on.',
        }
      }
      return {
        chip: { text: 'Gate open', tone: 'ok' },
        headline: 'Standard sessions are not gated',
        below:
          standardPolicy === 'nothing' || gate.files.length === 0
            ? null
            : `${count(gate.files.length, 'uncommitted file')}: what the session writes will mix with ${gate.files.length === 1 ? 'it' : 'them'}.`,
      }
    }
    default:
      return unreachable(gate)
  }
}
