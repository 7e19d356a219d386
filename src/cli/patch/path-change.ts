import type { Uncaptured } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'

/** The content of a file or the target of a symlink; `why` is an errno name or MISSING. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'unknown'; readonly why: string }

/** What stands at a path on one side: its mode as git writes it, and how to get at its content. */
export interface PatchEntry {
  readonly mode: number
  readonly read: () => Promise<Content>
}

/** A path that differs; null where a side has nothing. */
export interface PathChange {
  readonly path: RepoPath
  readonly old: PatchEntry | null
  readonly new: PatchEntry | null
}

/** How two trees differ. */
export interface TreeDifference {
  readonly changes: readonly PathChange[]
  /** Paths of which one side is not known, so that the patch cannot have them. */
  readonly unknown: readonly Uncaptured[]
}

export const submoduleMode = 0o160000

/** A submodule or nested repository at a commit, in the words git's patches have for it. */
export function submoduleEntry(commit: string): PatchEntry {
  const bytes = new TextEncoder().encode(`Subproject commit ${commit}\n`)
  return { mode: submoduleMode, read: () => Promise.resolve({ kind: 'bytes', bytes }) }
}
