import type { AccountReply } from './messages'

/** Who Codex is signed in as. `plan` is the server's word ("pro", "plus", …). The e-mail address is for display only, never for logs. */
export type Account =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  /** Limits are not reported for an API key, and Spark is not offered to it. */
  | { readonly kind: 'api-key' }
  | { readonly kind: 'chatgpt'; readonly plan: string | null; readonly email: string | null }
  /** A model provider of the user's own (`type` null), or a way to sign in that Firebreak does not know. */
  | { readonly kind: 'other'; readonly type: string | null }

/** Reads the answer to `account/read`. */
export function accountFromReply({ account, requiresOpenaiAuth }: AccountReply): Account {
  if (account === null) return requiresOpenaiAuth === false ? { kind: 'other', type: null } : { kind: 'signed-out' }
  switch (account.type) {
    case 'chatgpt':
      return { kind: 'chatgpt', plan: account.planType, email: account.email }
    case 'apiKey':
      return { kind: 'api-key' }
    default:
      return { kind: 'other', type: account.type }
  }
}
