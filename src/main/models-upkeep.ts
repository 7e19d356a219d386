import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppState } from '../core/app/state'
import type { Cancel, Clock } from '../core/clock'
import { createCoalescer } from '../core/coalesce'
import type { AppStore } from './app-store'
import type { CodexModels } from './codex-models'
import { watchCodexFiles } from './guard/codex-files-watch'

/** Reads models and configuration again when they may have changed without Firebreak. */
export interface ModelsUpkeep {
  /** From now on: what is to be kept was read, or is being read. Once is enough. */
  begin(): Promise<void>
  /** Somebody looks at a window. */
  lookedAt(): void
  stop(): void
}

interface Deps {
  readonly store: AppStore
  readonly models: Pick<CodexModels, 'refresh' | 'reread'>
  readonly clock: Clock
  readonly codexHome: string
}

/** How old the list may get while limits are read: retirements are announced days before, and a model that is gone is gone for good. */
const listMaxAgeMs = 30 * 60_000
/** The same while somebody looks, for the list and for what is configured. */
const lookedMaxAgeMs = 60_000

export function createModelsUpkeep({ store, models, clock, codexHome }: Deps): ModelsUpkeep {
  const configFile = join(codexHome, 'config.toml')
  let begun = false
  let stopped = false
  let stops: readonly Cancel[] = []
  let listReadMs = Number.NEGATIVE_INFINITY
  let readMs = Number.NEGATIVE_INFINITY
  let seen = ''

  const rereadSoon = createCoalescer({
    clock,
    quietMs: 200,
    maxWaitMs: 1000,
    work: () => models.reread().catch(() => {}),
  })

  const follow = (state: AppState, previous: AppState): void => {
    const now = clock.now()
    if (state.models !== previous.models) readMs = now
    if (state.models.list !== null && state.models.list !== previous.models.list) listReadMs = now
    if (isOtherAccount(state, previous)) void models.refresh(previous.limits.account.kind === 'unknown' ? undefined : 0)
    else if (begun && state.limits.readAtMs !== previous.limits.readAtMs && isOld(state, now))
      void models.refresh(listMaxAgeMs)
    // Another repository can have a configuration of its own.
    if (begun && state.activeRepoId !== previous.activeRepoId) rereadSoon.notify()
  }

  const isOld = ({ models: { list, problem } }: AppState, now: number): boolean =>
    list === null || problem !== null || now - listReadMs > listMaxAgeMs

  /** A folder that cannot be watched is hinted at every two seconds. */
  const lookAtFile = async (): Promise<void> => {
    const info = await stat(configFile).catch(() => null)
    const now = info === null ? 'none' : `${info.ino} ${info.size} ${info.mtimeMs} ${info.ctimeMs}`
    if (now === seen || stopped) return
    const isFirst = seen === ''
    seen = now
    if (!isFirst) rereadSoon.notify()
  }

  const unsubscribe = store.subscribe(follow)
  return {
    async begin() {
      if (begun) return
      begun = true
      await lookAtFile()
      const unwatch = await watchCodexFiles({ files: [configFile], clock, onChange: () => void lookAtFile() })
      stops = [unwatch]
      if (stopped) unwatch()
    },
    lookedAt() {
      if (begun && clock.now() - readMs > lookedMaxAgeMs) void models.refresh(lookedMaxAgeMs)
    },
    stop() {
      stopped = true
      unsubscribe()
      rereadSoon.stop()
      for (const stop of stops) stop()
    },
  }
}

/** Another account is offered other models. The first reading says whose the list is that was read with it. */
function isOtherAccount({ limits: now }: AppState, { limits: before }: AppState): boolean {
  if (now.account.kind !== before.account.kind) return true
  const [id, idBefore] = [now.limits?.accountId ?? null, before.limits?.accountId ?? null]
  return id !== null && idBefore !== null && id !== idBefore
}
