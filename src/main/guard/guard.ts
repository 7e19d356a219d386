import { createCoalescer } from '../../core/coalesce'
import type { Clock } from '../../core/clock'
import type { GuardInfo } from '../../core/app/guard'
import type { GuardError } from '../../core/guard/guard-error'
import { ok, type Result } from '../../core/result'
import type { Supervisor } from '../../services/codex/supervisor'
import { createGuardInstallation } from '../../services/guard/guard-installation'
import { createPasses, type Passes } from '../../services/guard/passes'
import { publishSettings } from '../../services/guard/publish'
import { keepSettled, sweepGuard } from '../../services/guard/refusals'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { AppStore } from '../app-store'
import type { Shell } from '../shell-port'
import { passForByHand } from './by-hand-passes'
import { watchCodexFiles } from './codex-files-watch'
import { createRefusalWatch } from './refusal-watch'

/** The guard of sessions that start elsewhere: its light, its refusals, its passes. */
export interface Guard {
  readonly passes: Passes
  /** Installs it on the user's word. */
  install(): Promise<Result<null, GuardError>>
  uninstall(): Promise<Result<null, GuardError>>
  /** Asks Codex anew. */
  check(): Promise<void>
  /** The user has answered a refusal. */
  settle(refusalId: string): void
  /** Puts right what an update or a clean-up took from it, then follows it. */
  begin(): Promise<void>
  stop(): void
}

interface Deps {
  readonly store: AppStore
  readonly settings: SettingsFile
  readonly supervisor: Supervisor
  readonly shell: Pick<Shell, 'notify' | 'openWindow'>
  readonly clock: Clock
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly codexHome: string
  readonly userHome: string
  /** What the button of a notification does. */
  readonly commitAndLetThrough: (refusalId: string) => Promise<void>
}

export function createGuard(deps: Deps): Guard {
  const { store, settings, supervisor, clock, home, codexHome, userHome } = deps
  const installation = createGuardInstallation({ home, codexHome, supervisor })
  const passes = createPasses({ home, clock })
  let stops: readonly (() => void)[] = []
  let stopped = false

  const tell = (guard: Partial<GuardInfo>): void => {
    if (!stopped) store.dispatch({ type: 'guard/read', guard })
  }
  const refusals = createRefusalWatch({ ...deps, tell })

  /** Where a session would start: a project can switch hooks off. */
  const folder = (): string => {
    const { activeRepoId, repos } = store.state()
    return (activeRepoId === null ? undefined : repos[activeRepoId]?.top) ?? userHome
  }

  const check = async (): Promise<void> => {
    const [wanted, inFile] = await Promise.all([installation.isWanted(), installation.isInFile()])
    if (!inFile) return tell({ light: 'not-installed', warning: null, wanted })
    refusals.begin()
    const status = await installation.status(folder())
    const { state: light, warning } = status.ok ? status.value : ({ state: 'unknown', warning: null } as const)
    tell({ light, warning, wanted })
  }
  const checkSoon = createCoalescer({ clock, quietMs: 300, maxWaitMs: 1000, work: check })

  const publish = async (): Promise<void> => {
    try {
      const known = Object.values(store.state().repos)
      await publishSettings({ home, settings: settings.current(), nowMs: clock.now(), known })
    } catch {
      const message = 'The guard could not be told the newest settings, so it decides by older ones.'
      const next = 'Free some space, or make the data folder writable.'
      store.dispatch({ type: 'notice/raised', notice: { id: 'guard-rules', kind: 'warning', message, next } })
    }
  }
  const publishSoon = createCoalescer({
    clock,
    quietMs: 30,
    work: async () => ((await installation.isInFile()) ? publish() : undefined),
  })

  /** A project can switch hooks off, a session begins with what is configured then, and a Codex that could not be asked may answer now. */
  const askAgain = (): (() => void) => {
    const stopStore = store.subscribe((state, before) => {
      const begun = state.sessions !== before.sessions && state.sessions.length > before.sessions.length
      if (begun || state.activeRepoId !== before.activeRepoId) checkSoon.notify()
    })
    const stopCodex = supervisor.onState(({ kind }) => {
      if (kind === 'running' && store.state().guard.light === 'unknown') checkSoon.notify()
    })
    return () => {
      stopStore()
      stopCodex()
    }
  }

  const withBusy = async <T>(work: () => Promise<T>): Promise<T> => {
    tell({ busy: true })
    try {
      return await work()
    } finally {
      tell({ busy: false })
    }
  }

  return {
    passes,
    check,
    settle(refusalId) {
      tell({ settled: [...store.state().guard.settled, refusalId] })
      void keepSettled(home, refusalId)
    },
    install: () =>
      withBusy(async () => {
        await publish()
        const installed = await installation.install(folder())
        if (!installed.ok) return installed
        tell({ light: installed.value.state, warning: installed.value.warning, wanted: true })
        refusals.begin()
        return ok(null)
      }),
    uninstall: () =>
      withBusy(async () => {
        const done = await installation.uninstall()
        if (done.ok) tell({ light: 'not-installed', warning: null, wanted: false })
        return done
      }),
    async begin() {
      const { hooksFile, configFile } = installation
      tell({ hooksFile, configFile })
      await refusals.readFirst()
      if (await installation.isInFile()) {
        await installation.repair().catch(() => {})
        await publish()
        await Promise.all([passes.sweep(), sweepGuard(home, clock.now())]).catch(() => {})
      }
      const watch = await watchCodexFiles({ files: [hooksFile, configFile], clock, onChange: () => checkSoon.notify() })
      stops = [
        watch,
        settings.subscribe(() => publishSoon.notify()),
        passForByHand({ store, passes, clock }),
        askAgain(),
      ]
      if (stopped) for (const stop of stops) stop()
      else await check()
    },
    stop() {
      stopped = true
      for (const stop of stops) stop()
      refusals.stop()
      checkSoon.stop()
      publishSoon.stop()
    },
  }
}
