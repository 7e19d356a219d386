import type { RepoPath } from '../repo/repo-path'
import type { Change, ChangedFileInChange } from './change'
import { leavesFilesAlone } from './head-move'
import type { CommandRun, Session, Turn } from './session'

/**
 * Who wrote: Codex (its patch names the path, or it was written while its command ran), `unclear` (during a turn, not
 * reported), `outside` (no turn running: you, a formatter), `git` (HEAD moved: your commit, branch switch or reset).
 */
export type Writer = 'codex-patch' | 'codex-command' | 'unclear' | 'outside' | 'git'

// The summary of a change is its first writer in this order: what has to be read comes before what has not.
const writersByWeight: readonly Writer[] = ['codex-patch', 'codex-command', 'unclear', 'git', 'outside']

/**
 * A write is noticed after it happened: the watcher collects names for up to 100 ms, and a busy disk adds to it. Rollout
 * times and watcher times come from the same computer's clock, so nothing has to be allowed for the clocks themselves.
 */
const noticedLateMs = 250
/** File systems stamp with the coarse kernel clock, which can be one tick (4 to 10 ms) behind the clock that Codex reads. */
const stampedEarlyMs = 20

export interface LabelledFile extends ChangedFileInChange {
  readonly writer: Writer
}

/** A change with what Codex has reported about it so far. */
export interface LabelledChange extends Omit<Change, 'files'> {
  readonly files: readonly LabelledFile[]
  /** The turn in which the first write fell; null between turns. */
  readonly turn: Turn | null
  readonly writer: Writer
  /** Every writer of its files, the one that `writer` names first. */
  readonly writers: readonly Writer[]
}

/** Works out turn and writers when a change is shown, so that a late report corrects it. */
export function labelChange(change: Change, session: Session): LabelledChange {
  const files = change.files.map((file) => ({ ...file, writer: writerOf(file, change, session) }))
  const found = new Set(files.map((file) => file.writer))
  if (files.length === 0) found.add(change.headMoved === null ? 'outside' : moverOf(change, session))
  const writers = writersByWeight.filter((writer) => found.has(writer))
  const firstWrite = { fromMs: change.firstWriteMs, toMs: change.firstWriteMs }
  const turn = session.turns.findLast((candidate) => overlaps(firstWrite, turnSpan(candidate, session))) ?? null
  return { ...change, files, turn, writer: writers[0] ?? 'outside', writers }
}

function writerOf(file: ChangedFileInChange, change: Change, session: Session): Writer {
  // The user asked for it, whatever Codex does meanwhile.
  if (change.restored !== null) return 'outside'
  const written = { fromMs: file.firstWriteMs, toMs: file.lastWriteMs }
  const key = comparable(file.path)
  const patched = session.patches.some(
    (patch) =>
      overlaps(written, { fromMs: patch.startedAtMs, toMs: patch.endedAtMs }) &&
      patch.paths.some((path) => comparable(path) === key),
  )
  if (patched) return 'codex-patch'
  const running = commandsDuring(written, session)
  if (change.headMoved !== null && !leavesFilesAlone(change.headMoved.kind))
    return running.some(isGit) ? 'codex-command' : 'git'
  if (running.length > 0) return 'codex-command'
  return session.turns.some((turn) => overlaps(written, turnSpan(turn, session))) ? 'unclear' : 'outside'
}

/** A branch switch while a test of Codex runs is still yours, but one that its own git command made is Codex's. */
function moverOf(change: Change, session: Session): Writer {
  const moved = { fromMs: change.firstWriteMs, toMs: change.lastWriteMs }
  return commandsDuring(moved, session).some(isGit) ? 'codex-command' : 'git'
}

function isGit({ command }: CommandRun): boolean {
  return /\bgit\b/.test(command)
}

function commandsDuring(written: Span, session: Session): readonly CommandRun[] {
  return session.commands.filter((run) =>
    overlaps(written, { fromMs: run.startedAtMs, toMs: run.endedAtMs ?? endOf(session) }),
  )
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

function turnSpan(turn: Turn, session: Session): Span {
  return { fromMs: turn.startedAtMs, toMs: turn.endedAtMs ?? endOf(session) }
}

/** A turn or command without an end record runs on, at most until the session's own end. */
function endOf(session: Session): number {
  return session.endedAtMs ?? Number.POSITIVE_INFINITY
}

function overlaps(written: Span, active: Span): boolean {
  return written.toMs + stampedEarlyMs >= active.fromMs && written.fromMs - noticedLateMs <= active.toMs
}

/** macOS hands out names in decomposed form, Codex reports them as the model spelled them. */
function comparable(path: RepoPath): string {
  return path.normalize('NFC')
}
