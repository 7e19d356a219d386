import { launchRefusalWords } from '../errors/describe-launch-error'
import type { Change } from '../session/change'
import { type LabelledChange, labelChange } from '../session/label-change'
import type { Session } from '../session/session'
import { shortName } from '../words/display-name'
import { headMoveWords } from '../words/head-move-words'
import { startFacts } from '../words/start-facts'
import { clockTime } from '../words/times'
import type { ChangeView, SessionView } from './snapshot'
import type { AppState } from './state'

/** A session as it is shown: its changes are labelled with turn and writer now, so that late reports correct them. */
export function sessionView(session: Session, state: AppState): SessionView {
  const labelled = (state.changes[session.id] ?? []).map((change) => labelChange(change, session))
  return {
    id: session.id,
    repoId: session.repoId,
    repoName: lastPart(session.repoPath),
    lane: session.lane,
    modelName: state.models.list?.find((model) => model.id === session.model)?.displayName ?? session.model,
    title: titleOf(session),
    state: session.state === 'failed-to-start' ? 'failed' : session.state,
    sure: session.certainty === 'sure',
    startedAtMs: session.startedAtMs,
    endedAtMs: session.endedAtMs,
    problem:
      session.failure === null
        ? null
        : { message: launchRefusalWords(session.failure), next: 'Start the session again.' },
    baseline: session.baseline,
    turns: session.turns.map(({ turnId, prompt, startedAtMs, endedAtMs }) => ({
      turnId,
      prompt,
      startedAtMs,
      endedAtMs,
    })),
    changes: labelled.map(changeView),
    unreviewedLines: session.review?.unreviewedLines ?? null,
    following: session.following,
    startFacts: startFacts(session),
  }
}

function changeView(change: LabelledChange): ChangeView {
  return {
    number: change.number,
    atMs: change.lastWriteMs,
    turnId: change.turn?.turnId ?? null,
    writer: change.writer,
    files: change.files.map(({ path, writer, added, removed }) => ({ path, writer, added, removed })),
    added: change.files.reduce((sum, file) => sum + file.added, 0),
    removed: change.files.reduce((sum, file) => sum + file.removed, 0),
    headMove:
      change.headMoved === null
        ? null
        : headMoveWords(change.headMoved, change.files.length, change.writer === 'codex-command' ? 'Codex' : 'you'),
    restored: restoredWords(change.restored),
    checkpointId: change.checkpointId,
    previousCheckpointId: change.previousCheckpointId,
  }
}

/** "Restored to 12:04" */
function restoredWords(restored: Change['restored']): string | null {
  if (restored === null) return null
  if (restored.what !== undefined) return restored.what
  if (restored.kind === 'restore') return `Restored to ${clockTime(restored.atMs)}`
  return restored.kind === 'undo' ? 'Restore undone' : 'Restore redone'
}

function titleOf(session: Session): string {
  const prompt = session.prompt ?? session.turns.find((turn) => turn.prompt !== null)?.prompt ?? null
  if (prompt === null || prompt.trim() === '') return session.lane === 'spark' ? 'Spark session' : 'Standard session'
  return shortName(prompt.trim().split('\n')[0] ?? '', 120)
}

function lastPart(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? path
}
