import type { RepoPath } from '../repo/repo-path'
import { unreachable } from '../result'
import { count } from './counts'
import { displayName } from './display-name'

/** What a revert is called once it is done: "Reverted 1 hunk in a.ts", "Reverted a.ts", "Reverted change 3". */
export function revertWords(
  wish:
    | {
        readonly type: 'revert'
        readonly path: RepoPath
        readonly part:
          | { readonly kind: 'file' }
          | { readonly kind: 'hunk' }
          | { readonly kind: 'lines'; readonly lines: readonly number[] }
      }
    | { readonly type: 'revert-change'; readonly number: number },
): string {
  if (wish.type === 'revert-change') return `Reverted change ${wish.number}`
  const name = displayName(wish.path)
  const { part } = wish
  switch (part.kind) {
    case 'file':
      return `Reverted ${name}`
    case 'hunk':
      return `Reverted 1 hunk in ${name}`
    case 'lines':
      return `Reverted ${count(part.lines.length, 'line')} in ${name}`
    default:
      return unreachable(part)
  }
}
