import type { ConfigOrigin } from '../codex/config-origin'
import { unreachable } from '../result'
import { displayName } from './display-name'

/** Who decides the model instead of the user's own configuration; null when nobody does. */
export function overrideWords(origin: ConfigOrigin | null, modelName: string | null): string | null {
  const model = modelName ?? 'another model'
  if (origin === null) return null
  switch (origin.kind) {
    case 'user':
      return null
    case 'project':
      return `This repository sets ${displayName(model)} in its .codex/config.toml`
    case 'profile':
      return `Your Codex profile ${displayName(origin.profile)} sets ${displayName(model)}`
    case 'system':
    case 'other':
      return `A configuration above yours sets ${displayName(model)}`
    default:
      return unreachable(origin)
  }
}
