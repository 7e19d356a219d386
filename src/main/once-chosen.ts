import type { AppStore } from './app-store'

/** Makes something when a repository is the active one for the first time. */
export function onceChosen(store: AppStore, make: () => { stop(): void }): { stop(): void } {
  let made: { stop(): void } | null = store.state().activeRepoId === null ? null : make()
  const unsubscribe = store.subscribe(({ activeRepoId }) => {
    if (activeRepoId !== null) made ??= make()
  })
  return {
    stop() {
      unsubscribe()
      made?.stop()
    },
  }
}
