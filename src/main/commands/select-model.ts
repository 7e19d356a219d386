import { isGatedModel } from '../../core/lanes/lanes'
import type { SwitchPlace } from '../../core/lanes/switch-record'
import type { Clock } from '../../core/clock'
import { err } from '../../core/result'
import type { AppCommand, CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, refused } from '../command-error'
import type { ModelSwitching } from '../model-switching'
import type { Shell } from '../shell-port'

interface Deps {
  readonly store: AppStore
  readonly switching: ModelSwitching
  readonly shell: Shell
  readonly clock: Clock
}

type Wish = Extract<AppCommand, { type: 'model/select' }>

/**
 * Writes the model that new Codex sessions use. A gated model as everybody's default is asked about first: sessions that
 * start in a terminal or IDE would not be stopped on uncommitted work. So is a file in a repository, which is a change there.
 */
export function createSelectModel({ store, switching, shell, clock }: Deps) {
  return async (wish: Wish): Promise<CommandResult> => {
    const { modelId, scope, effort, confirmed = false } = wish
    const minutes = wish.minutes ?? null
    if (scope === 'next-session') {
      try {
        await switching.setNextSession({ modelId, effort: effort ?? null })
      } catch {
        return refused('home-failed', 'The wish for the next session could not be kept.', 'Look at the data folder.')
      }
      return accepted
    }
    const { settings, guard } = store.state()
    const asked =
      scope === 'repository' ? !confirmed : scope === 'ask' && isGatedModel(modelId, settings) && guard.light !== 'on'
    if (asked) {
      const place = scope === 'repository' ? 'repository' : 'everywhere'
      store.dispatch({ type: 'model/asked', question: { modelId, place, minutes, effort } })
      shell.openWindow({ view: 'home' }, { focus: true })
      return accepted
    }
    const place = placeOf(store, scope === 'repository' ? 'repository' : 'everywhere')
    if (place === null) return noRepository
    const untilMs = minutes === null ? null : clock.now() + minutes * 60_000
    const done = await switching.set({ place, model: modelId, effort, untilMs })
    store.dispatch({ type: 'model/asked', question: null })
    return done.ok ? accepted : err(done.error)
  }
}

/** Writes the reasoning effort that new Codex sessions use, and leaves their model as it is. */
export function createSelectEffort({ switching }: Pick<Deps, 'switching'>) {
  return async ({ effort }: { readonly effort: string | null }): Promise<CommandResult> => {
    const done = await switching.set({ place: { kind: 'user' }, model: null, effort, untilMs: null })
    return done.ok ? accepted : err(done.error)
  }
}

/** Takes the newest switch back: exactly what was there before, or around what others wrote since. */
export function createModelBack({ store, switching }: Pick<Deps, 'store' | 'switching'>) {
  return async ({ place }: { readonly place: 'everywhere' | 'repository' }): Promise<CommandResult> => {
    const where = placeOf(store, place)
    if (where === null) return noRepository
    const done = await switching.back(where)
    return done.ok ? accepted : err(done.error)
  }
}

const noRepository = refused('unknown-repo', 'No repository is chosen.', 'Choose one first.')

function placeOf(store: AppStore, place: 'everywhere' | 'repository'): SwitchPlace | null {
  if (place === 'everywhere') return { kind: 'user' }
  const { activeRepoId, repos } = store.state()
  const top = activeRepoId === null ? undefined : repos[activeRepoId]?.top
  return top === undefined ? null : { kind: 'repository', top }
}
