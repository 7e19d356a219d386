import type { RepoId } from '../core/repo/repo-status'
import { initialState } from '../core/app/state'
import { keepPlace } from '../core/window/window-places'
import { codexHome as codexHomeOf } from '../services/codex/codex-home'
import { recentRepositories } from '../services/codex/recent-repositories'
import { createRolloutFinder } from '../services/codex/rollout-finder'
import { createThreadLocks } from '../services/codex/thread-locks'
import { createElsewhereFinder } from '../services/session/elsewhere-finder'
import { installLauncher } from '../services/session/launch'
import { createProcessInfo } from '../services/session/process-info'
import { openMadeCommits } from '../services/made-commits'
import { createSessionRegistry } from '../services/session/session-registry'
import { openSettingsFile } from '../services/settings/settings-file'
import type { App, Ground } from './app'
import { createAppStore } from './app-store'
import { createBusyRepos } from './busy-repos'
import { createCheckpoints } from './checkpoints'
import { composeCodex } from './compose-codex'
import { endGatePauseInTime } from './gate-pause-end'
import { createHandlers } from './handlers'
import { createGuard } from './guard/guard'
import { withPasses } from './guard/launch-passes'
import { keepLiveDiffWarm } from './keep-live-diff-warm'
import { createMissingFolders } from './missing-folders'
import { type CommandRouter, createCommandRouter } from './ipc/command-router'
import { createSnapshotPublisher } from './ipc/snapshot-publisher'
import { createLastChanges } from './last-changes'
import { createLimitSources } from './limit-sources'
import { createAcceptCapture } from './commands/hold-back'
import { isGatedModel } from '../core/lanes/lanes'
import { raiseRegistryProblem, raiseRestart, raiseSettingsProblem } from './notices'
import { followRepoFacts } from './repo-facts'
import { createRepoHost } from './repo/repo-host'
import { createRepositories } from './repositories'
import { onceChosen } from './once-chosen'
import { createReviewLabels } from './review-labels'
import { createSessionTerminal } from './session-terminal'
import { sayFailedTurns } from './failed-turns'
import { createFollowNewest } from './follow-newest'
import { createSessions } from './sessions'
import { createSessionsElsewhere, knownSessions } from './sessions-elsewhere'
import { sayReroutes } from './reroutes'
import { sayUnreadLines } from './unread-lines'
import { watchRetirements } from './retirement-watch'

/** A number that is younger than this needs no new reading just because a window gets the focus. */
const freshEnoughMs = 60_000

/** Builds every part and connects them. Nothing is watched or started before a repository is chosen. */
export async function compose(ground: Ground): Promise<App> {
  const { home, userHome, env, version, clock, shell } = ground
  const codexHome = codexHomeOf(env, userHome)
  const settings = await openSettingsFile({ home, clock })
  const store = createAppStore(initialState({ version, userHome, settingsFile: settings.path }))
  store.dispatch({ type: 'settings/changed', settings: settings.current() })
  settings.subscribe((next) => store.dispatch({ type: 'settings/changed', settings: next }))
  raiseSettingsProblem(store, settings.problem())

  const madeCommits = await openMadeCommits(home)
  store.dispatch({ type: 'commits/known', commits: madeCommits.current() })

  const { supervisor, models, upkeep, switching, limits, history, trails } = composeCodex({
    ground,
    store,
    settings,
    codexHome,
  })

  const host = createRepoHost({ connect: ground.connectRepo, clock })
  const busy = createBusyRepos()
  const checkpoints = createCheckpoints({ store, host, settings, shell, clock })
  const labels = createReviewLabels({ store, host })
  const repositories = createRepositories({
    store,
    host,
    settings,
    clock,
    isBusy: (repoId) => busy.has(repoId),
    onOpened(repoId) {
      checkpoints.opened(repoId)
      labels.opened(repoId)
    },
    recentOfCodex: () => recentRepositories({ codexHome, leaveOut: [ground.ownCheckout] }),
  })
  const registry = createSessionRegistry({ home, clock, onProblem: (problem) => raiseRegistryProblem(store, problem) })
  const finder = createRolloutFinder({ codexHome, clock })
  const lastChanges = createLastChanges({ store, host })
  const limitSources = await createLimitSources({ store, limits, shell, clock, home, codexHome, finder })
  const follow = createFollowNewest({ store, repositories, shell })
  const stopFailedTurns = sayFailedTurns({ store, clock })
  const stopReroutes = sayReroutes({ store, supervisor })
  const stopUnreadLines = sayUnreadLines({ store, supervisor, afterReading: (listener) => limits.subscribe(listener) })
  const stopRetirements = watchRetirements({ store, settings, shell })
  const laneOf = (model: string) => (isGatedModel(model, settings.current()) ? 'spark' : 'standard')
  const processes = createProcessInfo()
  const sessions = createSessions({
    store,
    host,
    registry,
    repositories,
    limits,
    lastChanges,
    clock,
    home,
    codexHome,
    finder,
    processes,
    laneOf,
    onEnded: ({ repoId }) => checkpoints.sessionEnded(repoId),
    onTurn: (session) => void follow.consider(session),
  })
  followRepoFacts({
    store,
    host,
    checkpoints: checkpoints.list,
    losses: checkpoints.losses,
    onChangeClosed: (fact) => sessions.keepChange(fact),
    onReviewRead: () => sessions.keepReviews(),
  })
  const launcher = await installLauncher(home, ground.launcherSource)
  const guard = createGuard({
    store,
    settings,
    supervisor,
    shell,
    clock,
    home,
    codexHome,
    userHome,
    async commitAndLetThrough(refusalId) {
      const done = await router.run({ type: 'guard/commit-and-let-through', refusalId })
      // Home says what stands in the way.
      if (!done.ok) shell.openWindow({ view: 'home' }, { focus: true })
    },
  })
  const terminal = withPasses(createSessionTerminal({ settings, home, codexHome, launcher, env, clock }), guard.passes)
  const router: CommandRouter = createCommandRouter(
    createHandlers({
      store,
      host,
      settings,
      supervisor,
      models,
      limits,
      trails,
      lastChanges,
      repositories,
      follow,
      sessions,
      terminal,
      switching,
      startHooks: ground.startHooks ?? {},
      shell,
      busy,
      checkpoints,
      madeCommits,
      guard,
      clock,
      env,
      home,
    }),
    ground.onBug,
  )
  const stopPauseEnd = endGatePauseInTime({ settings, clock })
  let saving = false
  const readOldLimits = (): void => {
    const { readAtMs } = store.state().limits
    if (!saving && (readAtMs === null || clock.now() - readAtMs > freshEnoughMs)) void limits.readNow()
  }
  const publisher = createSnapshotPublisher({ store, clock })
  const warm = keepLiveDiffWarm({ store, shell, clock })

  const goOn = async (isAffected: (repoId: RepoId) => boolean): Promise<void> => {
    await sessions.resume(isAffected)
    for (const repoId of shell.openDiffs()) if (isAffected(repoId)) await router.run({ type: 'diff/attach', repoId })
  }
  const missing = createMissingFolders({
    clock,
    async tryAgain(folder) {
      const { activeRepoId, repoProblem, repos } = store.state()
      const known = Object.values(repos).some(({ top }) => top === folder)
      // Something else was chosen meanwhile.
      if (!known && (activeRepoId !== null || repoProblem?.code !== 'folder-gone')) return false
      const opened = await (known ? repositories.protect(folder) : repositories.activate(folder))
      if (opened.ok) await goOn((repoId) => repoId === opened.value.repoId)
      return !opened.ok && opened.error.kind === 'folder-gone'
    },
  })

  host.onRestart(() => {
    raiseRestart(store, clock.now())
    void (async () => {
      for (const { folder, error } of await repositories.reopen())
        if (error.kind === 'folder-gone') missing.waitFor(folder)
      await goOn(() => true)
    })()
  })

  await sessions.restore()
  follow.chosen()
  const elsewhere = createSessionsElsewhere({
    store,
    host,
    sessions,
    busy,
    repositories,
    follow,
    shell,
    clock,
    laneOf,
    acceptCapture: createAcceptCapture({ settings, host }),
  })
  const locks = createThreadLocks({ codexHome, clock })
  const findElsewhere = () =>
    createElsewhereFinder({
      clock,
      codexHome,
      finder,
      locks,
      processes,
      known: knownSessions(store),
      onFound: (found) => elsewhere.takeUp(found),
      onReleased: (threadId) => sessions.checkThread(threadId),
    })
  // Nothing is captured before somebody has chosen a repository.
  const elsewhereFinder = onceChosen(store, findElsewhere)
  return {
    store,
    router,
    publisher,
    async sayOnce(id, message) {
      if (settings.current().noticesSeen.includes(id)) return
      store.dispatch({ type: 'notice/raised', notice: { id, kind: 'info', message, next: null } })
      await settings.update((current) => ({ ...current, noticesSeen: [...current.noticesSeen, id] }))
    },
    lookedAt() {
      warm.lookedAt()
      readOldLimits()
      if (!saving) upkeep.lookedAt()
    },
    setAttention(attention) {
      saving = attention.saving
      limits.setAttention(attention)
    },
    wokeUp: () => readOldLimits(),
    windowClosed: () => warm.windowClosed(),
    async keepPlaces(set, places) {
      await settings.update((current) => {
        const kept = { ...current.windowPlaces }
        for (const [key, place] of Object.entries(places)) kept[key] = keepPlace(kept[key], set, place, clock.now())
        return { ...current, windowPlaces: kept }
      })
    },
    async follow({ repo, show }) {
      const folder = repo ?? (store.state().activeRepoId === null ? settings.current().repositories.active : null)
      if (folder === null) await repositories.refreshKnown()
      else {
        // A window is there by now, and does not ask which repository while this one is read.
        store.dispatch({ type: 'repo/opening', folder })
        const opened = await repositories
          .activate(folder)
          .finally(() => store.dispatch({ type: 'repo/opening', folder: null }))
        if (!opened.ok && opened.error.kind === 'folder-gone') missing.waitFor(folder)
      }
      if (show !== null) await router.run({ type: 'window/open', view: show, repoId: null })
      void models.refresh().then(() => {
        limits.start()
        limitSources.start()
      })
      void upkeep.begin()
      void switching.begin()
      void guard.begin()
    },
    async dispose() {
      guard.stop()
      upkeep.stop()
      switching.dispose()
      stopReroutes()
      stopUnreadLines()
      stopRetirements()
      terminal.dispose()
      sessions.dispose()
      checkpoints.stop()
      missing.stop()
      elsewhereFinder.stop()
      elsewhere.stop()
      locks.stop()
      finder.stop()
      limits.stop()
      stopFailedTurns()
      stopPauseEnd()
      warm.stop()
      labels.stop()
      publisher.stop()
      host.dispose()
      await Promise.all([registry.flush(), supervisor.stop(), history.close(), limitSources.stop()])
    },
  }
}
