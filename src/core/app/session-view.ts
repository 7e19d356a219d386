import { isInFolder } from '../diff/folder-limit'
import { lineTotal } from '../diff/line-total'
import { launchRefusalWords } from '../errors/describe-launch-error'
import { describeTurnFailure } from '../errors/describe-turn-failure'
import type { RepoPath } from '../repo/repo-path'
import type { Change } from '../session/change'
import { type LabelledChange, labelChange } from '../session/label-change'
import { givesWay } from '../session/busy'
import { withCompanions } from '../session/companions'
import { failedTurn } from '../session/failed-turn'
import { isLive, type Session } from '../session/session'
import { shortName } from '../words/display-name'
import { fallbackWords } from '../words/fallback-words'
import { headMoveWords } from '../words/head-move-words'
import { startFacts } from '../words/start-facts'
import { surfaceWords } from '../words/surface-words'
import { clockTime } from '../words/times'
import type { ChangeView, FilesBeyond, SessionView } from './session-views'
import type { AppState } from './state'

/** A session as it is shown: its changes are labelled with turn and writer now, so that late reports correct them. */
export function sessionView(session: Session, state: AppState): SessionView {
  const folder = state.settings.diffFolders[session.repoId] ?? null
  const reported = withCompanions(session, state.sessions)
  return {
    id: session.id,
    repoId: session.repoId,
    repoName: lastPart(session.repoPath),
    lane: session.lane,
    modelName: modelName(session, state),
    surface: surfaceWords(session),
    rests: givesWay(session),
    turnCount: session.turns.length,
    tokens: session.tokens?.total ?? null,
    title: titleOf(session),
    state: session.state === 'failed-to-start' ? 'failed' : session.state,
    sure: session.certainty === 'sure',
    startedAtMs: session.startedAtMs,
    endedAtMs: session.endedAtMs,
    problem: problemOf(session, state),
    baseline: session.baseline,
    // Another session of the repository can have written what is recorded here.
    turns: reported.turns.map(({ turnId, prompt, startedAtMs, endedAtMs }) => ({
      turnId,
      prompt,
      startedAtMs,
      endedAtMs,
    })),
    changes: (state.changes[session.id] ?? []).map((change) => knownView(change, reported, folder)),
    unreviewedLines: session.review?.unreviewedLines ?? null,
    uncountedFiles: session.review?.uncountedFiles ?? 0,
    read: session.review === null ? null : { oneByOne: session.review.oneByOne, atOnce: session.review.atOnce },
    following: session.following,
    startFacts: [...startFacts(session), ...fallbackFact(session, state)],
  }
}

function fallbackFact(session: Session, { models, limits }: AppState): readonly string[] {
  const words =
    isLive(session) && models.problem === null ? fallbackWords(session.model, models.list, limits.account.kind) : null
  return words === null ? [] : [words]
}

/** Why it did not start, or why its newest turn was not finished. */
function problemOf(session: Session, state: AppState): SessionView['problem'] {
  if (session.failure !== null)
    return { message: launchRefusalWords(session.failure), next: 'Start the session again.' }
  const failed = failedTurn(session)
  if (failed === null) return null
  const { message, next } = describeTurnFailure(failed.failure, modelName({ model: failed.model }, state), failed.lane)
  return { message: `${clockTime(failed.atMs)}: ${message}`, next }
}

/** A snapshot goes to every window with every event, and nobody looks over the names of more files than this. */
const mostFiles = 200

interface Known {
  readonly session: Session
  readonly folder: RepoPath | null
  readonly view: ChangeView
}

/** Labelling a change of ten thousand files takes as long as the rest of a snapshot, and only reports of its session alter it. */
const views = new WeakMap<Change, Known>()

function knownView(change: Change, session: Session, folder: RepoPath | null): ChangeView {
  const known = views.get(change)
  if (known?.session === session && known.folder === folder) return known.view
  const view = changeView(labelChange(change, session), folder)
  views.set(change, { session, folder, view })
  return view
}

function changeView(change: LabelledChange, folder: RepoPath | null): ChangeView {
  const isLong = change.files.length > mostFiles
  return {
    number: change.number,
    atMs: change.lastWriteMs,
    turnId: change.turn?.turnId ?? null,
    writer: change.writer,
    files: change.files
      .slice(0, mostFiles)
      .map(({ path, writer, added, removed }) => ({ path, writer, added, removed })),
    ...(isLong ? { beyond: filesBeyond(change, folder) } : {}),
    ...lineTotal(change.files, (file) => file),
    headMove:
      change.headMoved === null
        ? null
        : headMoveWords(change.headMoved, change.files.length, change.writer === 'codex-command' ? 'Codex' : 'you'),
    restored: restoredWords(change.restored),
    checkpointId: change.checkpointId,
    previousCheckpointId: change.previousCheckpointId,
  }
}

function filesBeyond({ files, writers }: LabelledChange, folder: RepoPath | null): FilesBeyond {
  const inside = files.filter(({ path }) => isInFolder(path, folder))
  return {
    count: files.length - mostFiles,
    writers,
    inFolder: folder === null ? null : { folder, count: inside.length, ...lineTotal(inside, (file) => file) },
  }
}

/** "Restored to 12:04" */
function restoredWords(restored: Change['restored']): string | null {
  if (restored === null) return null
  if (restored.what !== undefined) return restored.what
  if (restored.kind === 'restore') return `Restored to ${clockTime(restored.atMs)}`
  return restored.kind === 'undo' ? 'Restore undone' : 'Restore redone'
}

function modelName({ model }: Pick<Session, 'model'>, { models }: AppState): string {
  if (model === '') return 'model not known yet'
  return models.list?.find(({ id }) => id === model)?.displayName ?? model
}

function titleOf(session: Session): string {
  const prompt = session.prompt ?? session.turns.find((turn) => turn.prompt !== null)?.prompt ?? null
  if (prompt === null || prompt.trim() === '') return session.lane === 'spark' ? 'Spark session' : 'Standard session'
  return shortName(prompt.trim().split('\n')[0] ?? '', 120)
}

function lastPart(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? path
}
