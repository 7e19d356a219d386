import type { Account } from '../codex/account'
import type { OfferedModel } from '../lanes/lanes'
import { displayName } from './display-name'

/**
 * Said of a session that is on with a model which its account's list does not have: Codex then guesses what it does not know of
 * the model, and gives it no patch tool (seen with 0.169.0). Null where nothing is known of that.
 */
export function fallbackWords(
  modelId: string,
  models: readonly OfferedModel[] | null,
  account: Account['kind'],
): string | null {
  const isAccountsList = account === 'chatgpt' || account === 'api-key'
  if (models === null || !isAccountsList || modelId === '' || models.some(({ id }) => id === modelId)) return null
  return `${displayName(modelId)} is not in the account’s list: Codex runs it on fallback metadata, without its patch tool.`
}
