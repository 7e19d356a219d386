import { type Session, isLive } from '../../core/session/session'
import { count } from '../../core/words/counts'
import { displayName } from '../../core/words/display-name'
import { readWords } from '../../core/words/session-words'
import { surfaceWords } from '../../core/words/surface-words'
import { clockTime, dayAndTime } from '../../core/words/times'
import { decideGate, gateJson, gateText, pauseText } from '../gate-answer'
import { jsonTime } from '../json-path'
import { openRepo, statusOf } from '../open-repo'
import { failed, type Outcome, said } from '../outcome'
import { allSessions } from '../sessions'
import { usableJson, usableLanes } from '../usable'
import { type CliContext, readArgs } from '../verb'

/** Live sessions are all listed, and of the others the newest. */
const mostPast = 5

/** `firebreak status`: the repository, its gate and its sessions, and whether the lanes can be used now. */
export async function status(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('status', args, { repo: { type: 'string' } })
  if (!call.ok) return call.outcome
  const repo = await openRepo(call.parsed.values.repo, context)
  if (!repo.ok) return failed(repo.error)
  const { layout, settings, notes } = repo.value
  const everySession = await allSessions(context.home)
  const sessions = everySession.filter((session) => session.repoId === layout.repoId)
  const [read, usable] = await Promise.all([
    statusOf(repo.value),
    usableLanes(context, settings, everySession, layout.top),
  ])
  if (!read.ok) return failed(read.error)

  const { head, files } = read.value
  const nowMs = context.clock.now()
  const gate = decideGate(read.value, settings, layout.repoId)
  const paused = pauseText(settings, layout.repoId, nowMs)
  const shown = [...sessions.filter(isLive), ...sessions.filter((session) => !isLive(session)).slice(0, mostPast)]
  const work = files.length === 0 ? 'everything committed' : count(files.length, 'uncommitted file')
  const where = head.branch ?? (head.detached ? `detached at ${head.commit?.slice(0, 10) ?? ''}` : 'no branch')
  const first = `${displayName(layout.name)} · ${displayName(where)} · ${work}`
  return said(
    {
      repo: {
        repoId: layout.repoId,
        path: layout.top,
        name: layout.name,
        active: settings.repositories.active === layout.top,
      },
      gate: gateJson(gate, read.value),
      pausedUntil: paused === null || settings.gatePause === null ? null : jsonTime(settings.gatePause.untilMs),
      sessions: shown.map(sessionJson),
      usable: usableJson(usable),
    },
    [
      first,
      gateText(gate),
      ...(paused === null ? [] : [paused]),
      ...shown.map((session) => sessionLine(session, nowMs)),
      usable.spark.line,
      usable.standard.line,
    ].join('\n'),
    { notes },
  )
}

function sessionJson(session: Session) {
  const { id, lane, model, where, state, startedAtMs, endedAtMs, baseline, turns } = session
  return {
    id,
    lane,
    model,
    where,
    surface: surfaceWords(session),
    originator: session.originator,
    threadId: session.threadId,
    state,
    certainty: session.certainty,
    startedAt: jsonTime(startedAtMs),
    endedAt: endedAtMs === null ? null : jsonTime(endedAtMs),
    turns: turns.length,
    tokens: session.tokens,
    review: reviewJson(session),
    startedWithoutCommit: session.startedWithoutGate === 'elsewhere',
    uncommittedAtStart: session.uncommittedAtStart,
    baseline: baseline === null ? null : { checkpoint: baseline.checkpointId, commit: baseline.commit },
  }
}

/** Null where nobody kept count. Lines are changed lines. */
function reviewJson({ review }: Session) {
  if (review === null) return null
  const { unreviewedLines, reviewedLines, uncountedFiles, oneByOne, atOnce } = review
  return { unreviewedLines, reviewedLines, uncountedFiles, hunksOneByOne: oneByOne, hunksAtOnce: atOnce }
}

function sessionLine(session: Session, nowMs: number): string {
  const { lane, model, state, startedAtMs, turns } = session
  const name = lane === 'spark' ? 'Spark session' : 'Standard session'
  const when =
    state === 'live' || state === 'starting'
      ? `since ${clockTime(startedAtMs)}`
      : `${dayAndTime(startedAtMs, nowMs)}, ${state.replaceAll('-', ' ')}`
  const without = session.startedWithoutGate === 'elsewhere' ? ' · started without a commit' : ''
  const surface = surfaceWords(session)
  const read = readWords(session.review)
  const modelName = model === '' ? 'model not known yet' : displayName(model)
  return `${name} ${when}${surface === 'Firebreak' ? '' : ` · ${surface}`} · ${modelName} · ${count(turns.length, 'turn')}${without}${read === null ? '' : ` · ${read}`}`
}
