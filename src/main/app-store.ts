import { createStore } from 'zustand/vanilla'
import type { AppEvent } from '../core/app/events'
import { reduce } from '../core/app/reduce'
import type { AppState } from '../core/app/state'
import type { Cancel } from '../core/clock'

/** The truth of the app. Events go in, the next state comes out; there is no other way to change it. */
export interface AppStore {
  state(): AppState
  dispatch(event: AppEvent): void
  subscribe(listener: (state: AppState, previous: AppState) => void): Cancel
}

export function createAppStore(initial: AppState): AppStore {
  const store = createStore<AppState>(() => initial)
  return {
    state: store.getState,
    dispatch: (event) => store.setState((state) => reduce(state, event), true),
    subscribe: (listener) => store.subscribe(listener),
  }
}
