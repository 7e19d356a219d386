import type { GateView, Readiness, RepoView, SettingsView } from '../app/snapshot'
import type { CommitView } from '../app/commit-views'
import type { Lane } from '../lanes/lanes'
import { count } from '../words/counts'
import { commitOpensGate } from '../words/gate-words'
import { isBlocking } from './readiness'

/** All that decides what the start card offers. */
export interface StartFacts {
  readonly lane: Lane
  readonly repo: Pick<RepoView, 'gate' | 'watch' | 'pausedUntilMs'>
  readonly standardPolicy: SettingsView['standardPolicy']
  readonly readiness: Readiness
  readonly running: CommitView['running']
  /** A followed session of this lane is on in this repository. */
  readonly sessionOn: boolean
  /** How many of the listed files have a tick. */
  readonly ticked: number
  readonly hasMessage: boolean
  /** Name and e-mail address are asked for and not both given. */
  readonly identityNeeded: boolean
  /** So many new files that their number has to be confirmed first. */
  readonly newFilesToConfirm?: number | null
  /** The settings do not let files be held back. */
  readonly holdBackOff?: boolean
}

export interface CardButton {
  readonly label: string
  /** Said beside the button; null when it can be pressed. */
  readonly disabledWhy: string | null
}

/** The buttons of the start card. There is one primary button and it says what it does. */
export interface StartCard {
  readonly primary: CardButton & { readonly does: 'commit-and-start' | 'start' | 'show-diff' }
  readonly commitOnly: CardButton | null
  /** Files that would stay uncommitted and keep the gate closed after the commit. */
  readonly leftOver: number
  /** The lane's model is not offered: a start needs the explicit "try anyway", and nothing else is in its way. */
  readonly canTryAnyway: boolean
}

/** Whether uncommitted files stop a session of this lane now. */
export function isGated({ lane, repo, standardPolicy }: Pick<StartFacts, 'lane' | 'repo' | 'standardPolicy'>): boolean {
  return repo.pausedUntilMs === null && (lane === 'spark' || standardPolicy === 'gate')
}

export function startCard(facts: StartFacts): StartCard {
  const { lane, repo, ticked, running } = facts
  const { gate } = repo
  const toCommit = filesToCommit(gate)
  const commitsFirst = isGated(facts) && toCommit > 0 && !facts.sessionOn
  const leftOver = commitsFirst ? toCommit - ticked : 0
  const files = count(ticked, 'file')
  const session = lane === 'spark' ? 'Spark session' : 'standard session'
  const commitWhy = toCommit === 0 ? null : commitObstacle(facts)
  const startWhy =
    startObstacle(facts) ?? (commitsFirst ? (commitWhy ?? leftOverWords(leftOver, facts.holdBackOff === true)) : null)
  const notOffered = modelNotOffered(facts.readiness)

  const commitOnly =
    toCommit === 0
      ? null
      : { label: running === 'committing' ? 'Committing…' : `Commit ${files}`, disabledWhy: busy(running) ?? commitWhy }
  if (facts.sessionOn)
    return {
      primary: { does: 'show-diff', label: 'Show live diff', disabledWhy: null },
      commitOnly,
      leftOver: 0,
      canTryAnyway: false,
    }
  const disabledWhy = busy(running) ?? startWhy ?? notReadyWords(facts.readiness)
  return {
    primary: {
      does: commitsFirst ? 'commit-and-start' : 'start',
      label: startLabel(running, commitsFirst ? `Commit ${files} and start ${startedAs(lane)}` : `Start ${session}`),
      disabledWhy,
    },
    commitOnly,
    leftOver,
    canTryAnyway: notOffered && busy(running) === null && startWhy === null,
  }
}

function startLabel(running: CommitView['running'], label: string): string {
  if (running === null) return label
  return running === 'committing' ? 'Committing…' : 'Starting…'
}

function startedAs(lane: Lane): string {
  return lane === 'spark' ? 'Spark' : 'standard session'
}

function busy(running: CommitView['running']): string | null {
  if (running === null) return null
  return running === 'committing' ? 'The commit is running.' : 'The session is starting.'
}

function filesToCommit(gate: GateView): number {
  return gate.kind === 'closed' && commitOpensGate(gate.reason, gate.files.length) ? gate.files.length : 0
}

/** What stands in the way of a start besides the commit that it may begin with. */
function startObstacle(facts: StartFacts): string | null {
  const { gate, watch } = facts.repo
  if (watch.kind === 'gone') return 'The folder is not there.'
  if (gate.kind === 'reading') return 'The repository is being read.'
  if (gate.kind === 'unknown') return 'The repository cannot be read.'
  if (gate.kind === 'closed' && isGated(facts) && !commitOpensGate(gate.reason, gate.files.length))
    return 'The gate is closed, see above.'
  return null
}

function commitObstacle({ ticked, hasMessage, identityNeeded, newFilesToConfirm }: StartFacts): string | null {
  if (ticked === 0) return 'Tick the files to commit.'
  if (ticked > mostFiles) return `More than ${count(mostFiles, 'file')}: add what is missing to .gitignore.`
  if (newFilesToConfirm) return `Confirm the ${count(newFilesToConfirm, 'new file')} above.`
  if (!hasMessage) return 'Write a commit message.'
  if (identityNeeded) return 'Give a name and an e-mail address.'
  return null
}

/** What one wish can name; nobody means to commit more by hand. */
const mostFiles = 20_000

function leftOverWords(files: number, holdBackOff: boolean): string | null {
  if (files === 0) return null
  const them = files === 1 ? 'it' : 'them'
  const ways = holdBackOff ? `tick ${them}` : `hold ${them} back, or tick ${them}`
  return `${count(files, 'file')} without a tick would keep the gate closed: ${ways}.`
}

function notReadyWords(readiness: Readiness): string | null {
  return readiness.kind === 'not-ready' && readiness.blocking ? 'Not ready, see above.' : null
}

function modelNotOffered(readiness: Readiness): boolean {
  return (
    readiness.kind === 'not-ready' &&
    readiness.items.some((item) => item.code === 'model-not-offered') &&
    readiness.items.every((item) => item.code === 'model-not-offered' || !isBlocking(item))
  )
}
