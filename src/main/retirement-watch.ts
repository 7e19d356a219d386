import type { AppState } from '../core/app/state'
import { offeredAgain, retirements } from '../core/lanes/retirement'
import type { SettingsFile } from '../services/settings/settings-file'
import type { AppStore } from './app-store'
import type { Shell } from './shell-port'

/** Says once when a model in use retires or is gone, with what takes its place; never again for the same fact, also in later runs. */
export function watchRetirements({
  store,
  settings,
  shell,
}: {
  readonly store: AppStore
  readonly settings: SettingsFile
  readonly shell: Shell
}): () => void {
  const look = ({ models, limits }: AppState): void => {
    // A list that could not be read anew may be the one compiled into Codex.
    if (models.list === null || models.problem !== null) return
    const { noticesSeen } = settings.current()
    const due = retirements(settings.current(), models.configured, models.list, limits.account.kind).filter(
      ({ id }) => !noticesSeen.includes(id),
    )
    const over = offeredAgain(noticesSeen, models.list)
    if (due.length === 0 && over.length === 0) return
    for (const { id, message, next, ways } of due) {
      store.dispatch({ type: 'notice/raised', notice: { id, kind: 'warning', message, next, ways } })
      shell.notify('A model in use goes', `${message} ${next}`, () =>
        shell.openWindow({ view: 'home' }, { focus: true }),
      )
    }
    void settings.update((current) => ({
      ...current,
      noticesSeen: [...current.noticesSeen.filter((id) => !over.includes(id)), ...due.map(({ id }) => id)],
    }))
  }
  return store.subscribe((state, previous) => {
    if (state.models !== previous.models || state.limits.account !== previous.limits.account) look(state)
  })
}
