import { count } from './counts'

/** "950 tokens", "18.9 k tokens", "1.2 M tokens" */
export function tokenWords(tokens: number): string {
  if (tokens < 1000) return count(tokens, 'token')
  return tokens < 999_950 ? `${(tokens / 1000).toFixed(1)} k tokens` : `${(tokens / 1_000_000).toFixed(1)} M tokens`
}
