import { z } from 'zod'
import { displayName } from '../core/words/display-name'
import type { Supervisor } from '../services/codex/supervisor'
import type { AppStore } from './app-store'

/** Of `model/rerouted`: the rest says why, in words of Codex’s own. */
export const reroutedSchema = z.object({ threadId: z.string(), fromModel: z.string(), toModel: z.string() })

/** Says when Codex let another model answer than the one that was asked for. Only the client of a thread is told so. */
export function sayReroutes({
  store,
  supervisor,
}: {
  readonly store: AppStore
  readonly supervisor: Pick<Supervisor, 'onNotification'>
}): () => void {
  const nameOf = (modelId: string): string =>
    displayName(store.state().models.list?.find(({ id }) => id === modelId)?.displayName ?? modelId)
  return supervisor.onNotification((method, params) => {
    if (method !== 'model/rerouted') return
    const rerouted = reroutedSchema.safeParse(params)
    if (!rerouted.success) return
    const { threadId, fromModel, toModel } = rerouted.data
    store.dispatch({
      type: 'notice/raised',
      notice: {
        id: `rerouted:${threadId.slice(0, 80)}`,
        kind: 'warning',
        message: `${nameOf(toModel)} answered instead of ${nameOf(fromModel)}: Codex’s server rerouted the request.`,
        next: 'Codex says why in the session itself. Start a new session to ask for the model again.',
      },
    })
  })
}
