import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathsOf } from '../core/repo/paths-of'
import type { RepoPath } from '../core/repo/repo-path'
import type { RepoError } from '../core/repo/repo-status'
import { err, ok, type Result } from '../core/result'
import type { RepoFact } from '../shared/repo-facts'
import type { HeadNow } from './checkpoint/read-head'
import { createConversions } from './diff/conversions'
import { createDiffFeeds } from './diff/diff-feeds'
import { createGitLane } from './diff/git-lane'
import { createIgnoredPaths } from './diff/ignored-paths'
import { createLanes } from './diff/lanes'
import { createListings } from './diff/listings'
import { createScopeSource } from './diff/scope-source'
import { createSubmoduleEdits } from './diff/submodule-edits'
import { createCatFile } from './git/cat-file'
import { createCommitScanner, storedByLfs } from './commit-scan'
import type { RepoLayout } from './git/repo-layout'
import { createStatusReader } from './git/status-reader'
import { createHeadWatch } from './head-watch'
import type { RepoService, RepoServiceDeps } from './repo-service-port'
import { createReviewPart } from './review/review-part'
import { createRepoStore } from './repo-store'
import { describeMove, gitHoldsIndex } from './session/describe-move'
import { lateBaseline } from './session/late-baseline'
import { createRepoSessions } from './session/repo-sessions'
import { createSessionSafety } from './session/session-safety'
import { comparesWhatMoved } from './session/session-scopes'
import { createStartChecks } from './session/start-check'
import { createStatusRefresher } from './status-refresher'
import { watchStore } from './store-watch'
import { unexpected } from './unexpected'
import { createSeenFiles } from './watch/seen-files'
import type { TrackedNames } from './watch/tracked-names'
import { createWatchRules } from './watch/repo-directories'
import { createRepoWatch } from './watch/repo-watch'
import type { GitPart } from './watch/watcher'

/** Serves one repository from now on; `found` is what was read of it when it was opened. */
export function createRepoService(
  deps: RepoServiceDeps,
  layout: RepoLayout,
  found: { readonly tracked: TrackedNames; readonly head: HeadNow | null },
  consented: readonly string[],
): RepoService {
  const { runner, clock, firebreakHome } = deps
  const { repoId, top } = layout
  const tempDir = join(firebreakHome, 'tmp')
  const seen = createSeenFiles(top)
  const reader = createStatusReader(runner, layout, consented)
  let settleWanted: string | null = null
  let closed = false

  const emit = (fact: RepoFact): void => {
    if (!closed) deps.emit(fact)
  }
  const onFault = (fault: unknown): void => emit({ type: 'status-failed', repoId, error: unexpected(fault) })

  const store = createRepoStore({
    firebreakHome,
    layout,
    git: runner,
    clock,
    findLister: deps.findLister,
  })
  const storeWatch = watchStore({
    firebreakHome,
    repoId,
    clock,
    onChanged: () => emit({ type: 'checkpoints-changed', repoId }),
  })
  const rules = createWatchRules(runner, layout, found.tracked.directories)
  const catFile = createCatFile({ runner, place: { layout }, clock })
  const lanes = createLanes({ gitDiff: createGitLane(runner, tempDir), atOnce: Math.min(2, availableParallelism()) })
  const head = createHeadWatch({ layout, catFile, first: found.head, onMoved: headMoved })
  const ignored = createIgnoredPaths({ top, rules, head: () => head.now().tree })
  const conversions = createConversions(runner, layout)
  const listings = createListings()
  const edits = createSubmoduleEdits({ runner, layout, clock, tempDir, onMoved: (all) => feeds.relisted(all), onFault })
  const review = createReviewPart({
    repoId,
    top,
    firebreakHome,
    clock,
    store: () => store.open(),
    lanes,
    sessions: () => sessions,
    resolve: (scope) => resolveScope(scope),
    emit,
    onFault,
  })
  const feeds = createDiffFeeds({
    clock,
    resolve: (scope) => resolveScope(scope),
    reviewFor: (post) => review.forWindow(post),
    onFault,
  })
  const sessions = createRepoSessions({
    repoId,
    clock,
    store: () => store.open(),
    head: () => head.now(),
    lanes,
    ignored,
    diffPosted: () => feeds.posted(),
    describeMove: (from, to) => describeMove(layout, from, to),
    lookAtHead: () => void head.look().catch(onFault),
    gitWrites: () => gitHoldsIndex(layout),
    listUncommitted: listChanged,
    onScopesMoved: (what) => feeds.moved(({ kind }, follows) => comparesWhatMoved(what, kind, follows)),
    asCommitted: (taken, sinceMs, note) =>
      lateBaseline({ top, runner, tempDir, store, readStatus: () => reader.read(false) }, taken, sinceMs, note),
    onCaptured: (change) => safety.captured(change),
    onBegun(session) {
      review.begun(session)
      safety.begun()
    },
    onChange: review.changed,
    emit,
    onFault,
  })
  const scanner = createCommitScanner({
    top,
    clock,
    catFile,
    isStoredElsewhere: (paths) => storedByLfs(runner, layout, paths),
    onScan: (scan) => emit({ type: 'commit-scanned', repoId, scan }),
    onFault,
  })
  const safety = createSessionSafety({
    repoId,
    clock,
    layout,
    runner,
    catFile,
    conversions,
    store,
    sessions: () => sessions,
    emit,
    onFault,
  })

  const startChecks = createStartChecks({
    top,
    read: () => reader.readWithIndex(),
    store: () => store.open(),
    ignored,
    waiting: () => watch.pending(),
  })

  const status = createStatusRefresher({
    clock,
    // Starting git stops this process for some milliseconds, and git keeps a processor busy.
    painted: () => feeds.painted(),
    inBurst: () => watch.inBurst(),
    read: () => reader.read(true).catch((fault: unknown) => err(unexpected(fault))),
    onRead(answer) {
      if (!answer.ok) return emit({ type: 'status-failed', repoId, error: answer.error })
      feeds.relisted(listings.read(answer.value.files))
      head.told(answer.value.head)
      scanner.listed(answer.value.files, answer.value.head.commit)
      emit({ type: 'status-read', repoId, status: answer.value, readAtMs: clock.now() })
    },
  })

  function headMoved(): void {
    // What HEAD holds is tracked, so what is ignored may be another answer now.
    ignored.forget()
    sessions.headIs(head.now())
    feeds.moved(({ kind }) => kind === 'uncommitted')
    status.notify(true)
  }

  const resolveScope = createScopeSource({
    layout,
    clock,
    runner,
    store: () => store.open(),
    session: () => sessions.scopes(),
    head: () => head.now(),
    listUncommitted: listChanged,
    isListed: listings.isListed,
    submodules: edits,
    lanes,
    ignored,
    conversions,
  })

  async function listChanged(): Promise<Result<readonly RepoPath[], RepoError>> {
    const answer = await status.readNow()
    return answer.ok ? ok(answer.value.files.flatMap(pathsOf)) : answer
  }

  const takeDirty = (paths: Iterable<RepoPath>, firstHeardMs: number): void => {
    const saved = new Map<RepoPath, number>()
    for (const path of paths) {
      seen.look(path)
      saved.set(path, firstHeardMs)
    }
    startChecks.touched(saved.keys())
    feeds.touched(saved)
    sessions.wrote(saved.keys(), firstHeardMs)
    review.touched(saved.keys())
    status.notify()
    settleWaiting()
  }

  const settleWaiting = (): void => {
    if (settleWanted !== null && watch.waiting() === 0) {
      sessions.settle(settleWanted)
      settleWanted = null
    }
  }

  const gitChanged = (part: GitPart): void => {
    if (part === 'ignore-rules' || part === 'config' || part === 'index') ignored.forget()
    if (part === 'attributes' || part === 'config') {
      conversions.forget()
      feeds.moved(({ kind }) => kind === 'uncommitted')
    }
    if (part === 'head' || part === 'refs') head.look().catch(onFault)
    if (part !== 'lock' && part !== 'refs') status.notify(true)
    safety.gitWrote(part)
  }

  const watch = createRepoWatch({
    ...deps.watching,
    place: layout,
    rules,
    clock,
    isTracked: (path) => found.tracked.noisy.has(path),
    listChanged,
    known: () => seen.stamps,
    onDirty: async (batch, firstHeardMs) => takeDirty(batch.keys(), firstHeardMs),
    onGit: gitChanged,
    onState: (state) => emit({ type: 'watch-changed', repoId, watch: state }),
    onReconciled(_, unheard) {
      safety.reconciled()
      if (unheard.length > 0) safety.missed()
    },
    onReconcileFailed: (error) => emit({ type: 'status-failed', repoId, error }),
  })
  // The first status does not wait until everything is watched.
  status.notify(true)
  watch
    .start()
    .then((start) => start.kind === 'failed' && emit({ type: 'status-failed', repoId, error: start.error }))
    .catch(onFault)

  return {
    opened: { repoId, top, name: layout.name },
    layout,
    sessions,
    store,
    readStatus: () => status.readNow(),
    scanner,
    consentFilters(filters) {
      reader.consent(filters)
      status.notify(true)
    },
    gitChanged: () => gitChanged('head'),
    checkpointsChanged: storeWatch.notify,
    restored(paths) {
      takeDirty(paths, clock.now())
      gitChanged('index')
    },
    async beginSession({ sessionId, label, unconfirmed, sinceMs }) {
      const begun = unconfirmed === true ? ok(null) : await startChecks.begin(sessionId)
      return begun.ok ? sessions.begin(sessionId, label, sinceMs) : begun
    },
    async confirmStart(start) {
      const scopes = sessions.scopes()
      if (scopes?.sessionId !== start.sessionId) return err({ kind: 'not-served' })
      return startChecks.look({ ...start, baseline: scopes.baseline.id })
    },
    settle(sessionId) {
      settleWanted = sessionId
      settleWaiting()
    },
    resolve: (scope) => resolveScope(scope),
    runner,
    tempDir,
    attachDiff: (port) => feeds.attach(port),
    review,
    async close() {
      closed = true
      feeds.close()
      sessions.stop()
      edits.stop()
      scanner.stop()
      safety.stop()
      storeWatch.stop()
      status.stop()
      await review.close()
      catFile.stop()
      await watch.stop()
    },
  }
}
