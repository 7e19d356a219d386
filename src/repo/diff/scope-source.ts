import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import type { Scope, ScopeEnd } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { err, ok, unreachable, type Result } from '../../core/result'
import type { ChangeEnds } from '../../core/session/change-ends'
import { compareDisk } from '../checkpoint/compare-disk'
import { attempt } from '../checkpoint/fault'
import { diffCheckpoints } from '../checkpoint/read'
import type { Store } from '../checkpoint/store'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import type { SessionScopes } from '../session/session-scopes'
import { createCheckpointEnd, type FixedEnd } from './checkpoint-end'
import type { Conversions } from './conversions'
import { createFixedView } from './fixed-view'
import type { IgnoredPaths } from './ignored-paths'
import type { Lanes } from './lanes'
import { createLiveView } from './live-view'
import type { ResolvedScope } from './scope-view'
import type { SubmoduleEdits } from './submodule-edits'
import { createUncommittedSpecials } from './uncommitted'

export interface ScopeSourceDeps {
  readonly layout: RepoLayout
  readonly clock: Clock
  readonly runner: Pick<GitRunner, 'run'>
  readonly store: () => Promise<Result<Store, StoreOrRepoError>>
  readonly session: () => SessionScopes | null
  /** HEAD now, and its tree. */
  readonly head: () => { readonly commit: CommitId | null; readonly tree: FixedEnd }
  /** Asks git which paths differ from HEAD or are untracked. */
  readonly listUncommitted: () => Promise<Result<readonly RepoPath[], RepoError>>
  readonly isListed: (path: RepoPath) => boolean
  readonly submodules: Pick<SubmoduleEdits, 'isEdited' | 'edited'>
  readonly lanes: Lanes
  readonly ignored: IgnoredPaths
  readonly conversions: Conversions
}

/** So many written files are looked at for one that differs; a change that is as large shows itself when it closes. */
const lookedAt = 100

type StoreOrRepoError = Extract<ResolvedScope, { kind: 'failed' }>['error']

/** Finds what each scope compares, as things are now. */
export function createScopeSource(deps: ScopeSourceDeps): (scope: Scope) => Promise<ResolvedScope> {
  const { layout, clock, lanes, ignored } = deps

  /** From a capture to the disk. */
  const toDisk = async (fromId: CheckpointId): Promise<ResolvedScope> => {
    const session = deps.session()
    const store = await deps.store()
    if (!store.ok) return { kind: 'failed', error: store.error }
    const isBaseline = session !== null && fromId === session.baseline.id
    const from = isBaseline ? ok(endOf(session.baseline)) : await readEnd(store.value, fromId)
    if (!from.ok) return { kind: 'failed', error: from.error }
    const view = createLiveView({
      top: layout.top,
      clock,
      from: from.value,
      old: createCheckpointEnd(store.value, fromId),
      nested: 'files',
      lanes,
      ignored,
      async candidates() {
        const written = session?.uncaptured() ?? null
        // Nobody watched since the latest capture, so that only the disk knows.
        if (session === null || written === null) {
          const compared = await compareDisk(store.value, fromId)
          return compared.ok ? ok(compared.value.changes.map(({ path }) => path)) : compared
        }
        const captured = await diffCheckpoints(store.value, fromId, session.latest())
        return captured.ok ? ok([...new Set([...captured.value.map(({ path }) => path), ...written])]) : captured
      },
    })
    return { kind: 'view', view }
  }

  /** What is being written now, as long as it differs from what was there before. */
  const openChange = async (session: SessionScopes): Promise<ResolvedScope | null> => {
    const open = session.openChange()
    if (open === null) return null
    const resolved = await toDisk(open.from)
    if (resolved.kind !== 'view') return null
    const { signal } = new AbortController()
    for (const path of open.paths.slice(0, lookedAt))
      if ((await resolved.view.compare(path, signal, 'exact')) !== null) return resolved
    return null
  }

  /** With its number where it is a change: a neighbour's checkpoint in place of a lost one would show more than it wrote. */
  const ofCaptures = async (
    ends: Pick<ChangeEnds, 'from' | 'to'> & { readonly number?: number },
  ): Promise<ResolvedScope> => {
    const store = await deps.store()
    if (!store.ok) return { kind: 'failed', error: store.error }
    const [from, to] = await Promise.all([readEnd(store.value, ends.from), readEnd(store.value, ends.to)])
    const gone = goneOf(from, to)
    if (gone !== null && ends.number !== undefined)
      return { kind: 'failed', error: { kind: 'change-not-kept', number: ends.number, gone } }
    if (!from.ok) return { kind: 'failed', error: from.error }
    if (!to.ok) return { kind: 'failed', error: to.error }
    const view = createFixedView({
      from: from.value,
      to: to.value,
      old: createCheckpointEnd(store.value, ends.from),
      now: createCheckpointEnd(store.value, ends.to),
      lanes,
      ignored,
      async candidates() {
        const captured = await diffCheckpoints(store.value, ends.from, ends.to)
        return captured.ok ? ok(captured.value.map(({ path }) => path)) : captured
      },
    })
    return { kind: 'view', view }
  }

  const uncommitted = (): ResolvedScope => {
    const { commit, tree } = deps.head()
    const specials = commit === null ? {} : { special: createUncommittedSpecials({ ...deps, head: tree, commit }) }
    const view = createLiveView({
      top: layout.top,
      clock,
      // An unborn branch is compared with nothing at all.
      from: { kind: 'commit', commit: commit ?? '0'.repeat(layout.objectFormat === 'sha256' ? 64 : 40) },
      old: tree,
      nested: 'commits',
      lanes,
      ignored,
      async candidates() {
        const inside = deps.submodules.edited()
        const listed = await deps.listUncommitted()
        return listed.ok ? ok([...new Set([...listed.value, ...inside])]) : listed
      },
      ...specials,
    })
    return { kind: 'view', view }
  }

  return async (scope) => {
    const session = deps.session()
    switch (scope.kind) {
      case 'uncommitted':
        return uncommitted()
      case 'since-baseline':
        return session === null ? { kind: 'nothing', why: 'no-baseline' } : toDisk(session.baseline.id)
      case 'last-change': {
        if (session === null) return { kind: 'nothing', why: 'no-baseline' }
        const open = await openChange(session)
        const ends = session.lastChange()
        return open ?? (ends === null ? { kind: 'nothing', why: 'no-change' } : ofCaptures(ends))
      }
      case 'change': {
        if (session === null) return { kind: 'nothing', why: 'no-baseline' }
        const { number } = scope
        const ends = session.change(number)
        if (ends === null) return { kind: 'failed', error: { kind: 'change-not-kept', number, gone: 'both' } }
        return ofCaptures(ends)
      }
      case 'turn':
      case 'between':
        return scope.to === null ? toDisk(scope.from) : ofCaptures({ from: scope.from, to: scope.to })
      default:
        return unreachable(scope)
    }
  }
}

function endOf(checkpoint: { id: CheckpointId; atMs: number; reason: ScopeEndReason }): ScopeEnd {
  return { kind: 'checkpoint', id: checkpoint.id, atMs: checkpoint.atMs, reason: checkpoint.reason }
}

type ScopeEndReason = Extract<ScopeEnd, { kind: 'checkpoint' }>['reason']

async function readEnd(store: Store, id: CheckpointId): Promise<Result<ScopeEnd, StoreOrRepoError>> {
  const read = await attempt(store.folder, async () => endOf((await store.record(id)).checkpoint))
  return read.ok ? read : err(read.error)
}

type ReadEnd = Awaited<ReturnType<typeof readEnd>>

/** Which of the two ends of a change is not there any more. */
function goneOf(from: ReadEnd, to: ReadEnd): 'before' | 'after' | 'both' | null {
  const isGone = (end: ReadEnd): boolean => !end.ok && end.error.kind === 'no-such-checkpoint'
  if (isGone(from)) return isGone(to) ? 'both' : 'before'
  return isGone(to) ? 'after' : null
}
