import type { BucketView, WindowView } from '../app/limits-view'
import type { AppSnapshot, RepoView } from '../app/snapshot'
import type { SessionView } from '../app/session-views'
import { unreachable } from '../result'
import { count } from '../words/counts'
import { shortName } from '../words/display-name'
import { owedWords } from '../words/review-words'
import { clockTime, resetTime } from '../words/times'
import { gateHeadline } from '../words/gate-words'
import { elsewhereEntries, followEntries, isLive, liveWords } from './live-entries'
import type { MenuAction, MenuEntry } from './menu-entry'
import { usableEntries } from './usable-entries'
import { modelEntry } from './model-entries'

/** The tray menu, in the order and words of the product. Clock times only: running minutes would rebuild it for ever. */
export function menuModel(snapshot: AppSnapshot, nowMs: number): readonly MenuEntry[] {
  return [
    ...repoPart(snapshot),
    ...elsewhereEntries(snapshot),
    separator,
    ...usableEntries(snapshot),
    ...limitsPart(snapshot, nowMs),
    separator,
    modelEntry(snapshot),
    repositoryPart(snapshot),
    ...(snapshot.repo === null ? [] : pausePart(snapshot.repo, snapshot.settings.waysOut.pause)),
    action(snapshot.guard.label, { do: 'open-settings' }),
    separator,
    action('Open Firebreak', { do: 'open-home' }),
    action('Settings…', { do: 'open-settings' }),
    action('Quit Firebreak', { do: 'quit' }),
  ]
}

const separator: MenuEntry = { kind: 'separator' }

function repoPart(snapshot: AppSnapshot): readonly MenuEntry[] {
  const { repo } = snapshot
  if (repo === null) return [action('Choose a repository…', { do: 'open-home' })]
  const live = snapshot.sessions.filter((s) => s.repoId === repo.repoId && isLive(s) && !s.rests)
  const spark = live.find((s) => s.lane === 'spark')
  const standard = live.find((s) => s.lane === 'standard')
  return [
    { kind: 'text', label: repoLine(repo) },
    spark === undefined ? sparkStart(repo) : liveEntry(spark),
    standard === undefined ? action('Start standard session', { do: 'start', lane: 'standard' }) : liveEntry(standard),
    action(diffLabel(repo), { do: 'open-diff' }),
  ]
}

/** "Live diff (18 lines unreviewed)" */
function diffLabel({ unreviewedLines, uncountedFiles }: RepoView): string {
  const owed = owedWords(unreviewedLines ?? 0, uncountedFiles, 'unreviewed')
  return owed === null ? 'Live diff' : `Live diff (${owed})`
}

/** "acme-api · main · 3 uncommitted files" */
export function repoLine(repo: RepoView): string {
  const branch = repo.detached ? 'detached HEAD' : (repo.branch ?? 'no branch')
  return [shortName(repo.name, 40), shortName(branch, 40), gateWords(repo)].join(' · ')
}

function gateWords(repo: RepoView): string {
  if (repo.watch.kind === 'gone') return 'folder gone'
  switch (repo.gate.kind) {
    case 'reading':
      return 'reading'
    case 'unknown':
      return 'not readable'
    case 'open':
      return 'everything is committed'
    case 'closed':
      return repo.gate.reason === 'uncommitted-files'
        ? count(repo.gate.files.length, 'uncommitted file')
        : gateHeadline(repo.gate.reason, repo.gate.files.length).replace('Commit first: ', '')
    default:
      return unreachable(repo.gate)
  }
}

function sparkStart(repo: RepoView): MenuEntry {
  const { gate } = repo
  if (gate.kind === 'closed' && gate.files.length > 0 && repo.pausedUntilMs === null)
    return action(`Commit ${count(gate.files.length, 'file')} and start Spark…`, { do: 'open-home' })
  return action('Start Spark session', { do: 'start', lane: 'spark' })
}

function liveEntry(session: SessionView): MenuEntry {
  return {
    kind: 'submenu',
    label: liveWords(session),
    entries: [
      action('Stop following', { do: 'stop-following', sessionId: session.id }),
      action('Restore to…', { do: 'open-checkpoints' }),
    ],
  }
}

function limitsPart({ limits }: AppSnapshot, nowMs: number): readonly MenuEntry[] {
  // The Spark lane first: it is what the next press of the menu would spend.
  const spark = limits.buckets.filter((bucket) => bucket.lane === 'spark')
  const others = limits.buckets.filter((bucket) => bucket.lane !== 'spark')
  const lines = [...spark, ...others].flatMap((bucket) =>
    bucket.windows.map((window) => limitLine(bucket, window, nowMs)),
  )
  if (lines.length > 0) return lines.map((label) => action(label, { do: 'open-home' }))
  return [
    action(limits.state.kind === 'unavailable' ? 'Limits: not available' : 'Limits: not known yet', {
      do: 'open-home',
    }),
  ]
}

/** A number older than this shows the time it was read. */
const staleAfterMs = 5 * 60_000

/** "Spark: 44 % left of 5 h, resets 14:20" */
function limitLine(bucket: BucketView, window: WindowView, nowMs: number): string {
  const name = bucket.lane === 'spark' ? 'Spark' : bucket.lane === 'standard' ? 'Standard' : shortName(bucket.label, 40)
  const period = window.label === 'weekly' ? 'week' : window.label
  const age = nowMs - window.readAtMs > staleAfterMs ? ` (as of ${clockTime(window.readAtMs)})` : ''
  switch (window.reading.kind) {
    case 'unknown':
      return `${name}: unknown for ${period}`
    case 'reset-due':
      return `${name}: reset of ${period} due, refreshing`
    case 'known': {
      const resets = window.resetsAtMs === null ? '' : `, resets ${resetTime(window.resetsAtMs, nowMs)}`
      return `${name}: ${window.reading.leftPercent} % left of ${period}${resets}${age}`
    }
    default:
      return unreachable(window.reading)
  }
}

function repositoryPart(snapshot: AppSnapshot): MenuEntry {
  const entries: MenuEntry[] = snapshot.repoChoices.slice(0, 12).map((choice) => ({
    kind: 'radio',
    label: `${shortName(choice.name, 40)}${choice.live ? ' (session on)' : ''}`,
    action: { do: 'choose-repo', repoId: choice.repoId },
    checked: choice.active,
  }))
  if (entries.length > 0) entries.push(separator)
  entries.push(action('Choose folder…', { do: 'choose-folder' }))
  if (snapshot.repo !== null) entries.push(separator, ...followEntries(snapshot))
  return {
    kind: 'submenu',
    label: `Repository: ${snapshot.repo === null ? 'none' : shortName(snapshot.repo.name, 40)}`,
    entries,
  }
}

function pausePart(repo: RepoView, allowed: boolean): readonly MenuEntry[] {
  if (repo.pausedUntilMs !== null)
    return [action(`Gate paused until ${clockTime(repo.pausedUntilMs)}: close it again`, { do: 'resume-gate' })]
  if (!allowed) return []
  return [
    {
      kind: 'submenu',
      label: 'Pause gate',
      entries: [
        action('For 30 minutes, this repository', { do: 'pause-gate', until: '30-minutes' }),
        action('Until tomorrow, this repository', { do: 'pause-gate', until: 'tomorrow' }),
      ],
    },
  ]
}

function action(label: string, what: MenuAction, enabled = true): MenuEntry {
  return { kind: 'action', label, action: what, enabled }
}
