import type { CheckpointError, CheckpointId } from '../../core/checkpoint/checkpoint'
import { apartHeldBack } from '../../core/gate/apart-held-back'
import { pathsOf } from '../../core/repo/paths-of'
import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangedFile, RepoError, RepoStatus } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { StartCheck } from '../../core/start/start-check'
import { comparePaths } from '../checkpoint/compare-paths'
import { createDisk } from '../checkpoint/disk'
import { attempt } from '../checkpoint/fault'
import { rawPath } from '../checkpoint/raw-path'
import type { Store } from '../checkpoint/store'
import { lookUp } from '../checkpoint/tree-walk'
import type { IgnoredPaths } from '../diff/ignored-paths'
import type { StatusAndIndex } from '../git/read-status'
import { fileStamp, type FileStamp } from '../watch/file-stamp'

type Failure = CheckpointError | RepoError

/** How a repository was when the baseline of a start was begun. */
interface Token {
  readonly sessionId: string
  readonly read: StatusAndIndex
  /** Of the uncommitted files: a further write leaves git's answer as it is. */
  readonly stamps: ReadonlyMap<RepoPath, FileStamp | null>
  /** Paths that the watcher has named since. */
  readonly touched: Set<RepoPath>
}

/** Tells whether anything happened between the baseline of a start and the moment right before Codex runs. */
export interface StartChecks {
  /** Notes how the repository is, before the baseline is taken. */
  begin(sessionId: string): Promise<Result<null, RepoError>>
  /** The watcher named these. */
  touched(paths: Iterable<RepoPath>): void
  /** Error `not-served` when this session's start was not begun here. */
  look(start: {
    readonly sessionId: string
    readonly baseline: CheckpointId
    /** What the user keeps out of the commit; a folder stands for all in it. */
    readonly heldBack: readonly RepoPath[]
    /** Nobody will look again. */
    readonly final: boolean
  }): Promise<Result<StartCheck, Failure>>
}

export interface StartChecksDeps {
  readonly top: string
  readonly read: () => Promise<Result<StatusAndIndex, RepoError>>
  readonly store: () => Promise<Result<Store, Failure>>
  readonly ignored: IgnoredPaths
  /** Paths that the watcher has heard of and not handed on yet. */
  readonly waiting: () => readonly RepoPath[]
}

/**
 * Git's status, read twice, shows every file that became another than its index has it; the times of what was
 * uncommitted already show a further write to it; the watcher shows what git takes for the same, such as other line
 * ends. What is named is compared with the baseline byte for byte: a write of the same bytes, or git refreshing its
 * index, is no save.
 */
export function createStartChecks(deps: StartChecksDeps): StartChecks {
  const { top } = deps
  let token: Token | null = null

  const stampsOf = (files: readonly ChangedFile[]): Token['stamps'] =>
    new Map(files.flatMap(pathsOf).map((path) => [path, fileStamp(top, path)]))

  const changedSince = (begun: Token, files: readonly ChangedFile[]): ReadonlySet<RepoPath> => {
    const named = new Set([...begun.touched, ...deps.waiting()])
    for (const [path, stamp] of begun.stamps) if (fileStamp(top, path) !== stamp) named.add(path)
    const before = new Map(begun.read.status.files.map((file) => [file.path, file]))
    const now = new Map(files.map((file) => [file.path, file]))
    for (const file of [...before.values(), ...now.values()])
      if (!isSame(before.get(file.path), now.get(file.path))) for (const path of pathsOf(file)) named.add(path)
    return named
  }

  return {
    async begin(sessionId) {
      const touched = new Set<RepoPath>()
      const begun = { sessionId, touched, stamps: new Map(), read: nothing }
      token = begun
      const read = await deps.read()
      if (!read.ok) return read
      token = { ...begun, read: read.value, stamps: stampsOf(read.value.status.files) }
      return ok(null)
    },
    touched(paths) {
      if (token !== null) for (const path of paths) token.touched.add(path)
    },
    async look({ sessionId, baseline, heldBack, final }) {
      const begun = token
      if (begun?.sessionId !== sessionId) return err({ kind: 'not-served' })
      const read = await deps.read()
      if (!read.ok) return read
      const { status, staged } = read.value
      // From here on a write belongs to the session.
      const named = await deps.ignored.without([...changedSince(begun, status.files)])
      if (final) token = null
      const store = await deps.store()
      if (!store.ok) return store
      const differs = await comparePaths(store.value, baseline, named)
      if (!differs.ok) return differs
      // A folder that was named may hold ignored files.
      const written = await deps.ignored.without(differs.value)
      const held = apartHeldBack(status.files, { paths: new Set(heldBack) }).heldBack
      const uncovered = await missingFrom(
        store.value,
        baseline,
        held.map(({ path }) => path),
      )
      if (!uncovered.ok) return uncovered
      return ok({
        status,
        headMoved: isMoved(begun.read.status, status),
        indexChanged: begun.read.staged !== staged,
        written,
        uncovered: uncovered.value,
      })
    },
  }
}

const nothing: StatusAndIndex = {
  status: { head: { commit: null, branch: null, detached: false }, operation: null, files: [] },
  staged: '',
}

function isSame(a: ChangedFile | undefined, b: ChangedFile | undefined): boolean {
  return a?.status === b?.status && a?.unstaged === b?.unstaged && a?.from === b?.from
}

function isMoved(before: RepoStatus, now: RepoStatus): boolean {
  return (
    before.head.commit !== now.head.commit ||
    before.head.branch !== now.head.branch ||
    before.operation !== now.operation
  )
}

/** Which of the files that are there now the checkpoint does not have, or not as they were. */
async function missingFrom(
  store: Store,
  id: CheckpointId,
  paths: readonly RepoPath[],
): Promise<Result<readonly RepoPath[], Failure>> {
  if (paths.length === 0) return ok([])
  return attempt(store.folder, async () => {
    const { work, checkpoint } = await store.record(id)
    const disk = createDisk(store.layout.top)
    const uncaptured = new Set(checkpoint.uncaptured.map(({ path }) => path))
    const missing: RepoPath[] = []
    for (const path of paths) {
      const raw = rawPath(path).replace(/\/$/, '')
      if (disk.look(raw).kind === 'missing') continue
      const { entry } = await lookUp(store.objects, work, raw)
      if (entry === null || uncaptured.has(path)) missing.push(path)
    }
    return missing
  })
}
