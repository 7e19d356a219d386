import type { AppSnapshot } from '../app/snapshot'
import type { SessionView } from '../app/session-views'
import { shortName } from '../words/display-name'
import { clockTime } from '../words/times'
import type { MenuEntry } from './menu-entry'

/** A menu that does not fit on a screen helps nobody; home lists all. */
const mostElsewhere = 8

/** Sessions that are on besides those of the two lanes here: in other repositories, and resting ones of this one. */
export function elsewhereEntries({ repo, sessions }: AppSnapshot): readonly MenuEntry[] {
  const others = sessions.filter((s) => isLive(s) && s.following && (s.repoId !== repo?.repoId || s.rests))
  return others.slice(0, mostElsewhere).map((session) => ({
    kind: 'submenu',
    label: `${shortName(session.repoName, 40)}: ${liveWords(session)}`,
    entries: [
      ...(session.repoId === repo?.repoId
        ? []
        : [entry('Show this repository', { do: 'choose-repo', repoId: session.repoId })]),
      entry('Live diff', { do: 'open-diff-of', repoId: session.repoId }),
      entry('Stop following', { do: 'stop-following', sessionId: session.id }),
    ],
  }))
}

/** Whether the active repo follows the newest Codex session or stays. */
export function followEntries({ repo, followsSessions }: AppSnapshot): readonly MenuEntry[] {
  if (repo === null) return []
  const radio = (label: string, on: boolean): MenuEntry => ({
    kind: 'radio',
    label,
    action: { do: 'follow-sessions', on },
    checked: followsSessions === on,
  })
  return [radio('Follow the newest Codex session', true), radio(`Stay on ${shortName(repo.name, 40)}`, false)]
}

/** "Spark session since 11:58 (TUI)" */
export function liveWords({ lane, startedAtMs, surface }: SessionView): string {
  const where = surface === 'Firebreak' ? '' : ` (${shortName(surface, 24)})`
  return `${lane === 'spark' ? 'Spark' : 'Standard'} session since ${clockTime(startedAtMs)}${where}`
}

export function isLive({ state }: SessionView): boolean {
  return state === 'live' || state === 'starting'
}

function entry(label: string, what: Extract<MenuEntry, { kind: 'action' }>['action']): MenuEntry {
  return { kind: 'action', label, action: what, enabled: true }
}
