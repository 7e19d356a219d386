import type { RepoPath } from '../../core/repo/repo-path'
import type { DiffMessage } from '../../shared/diff-contract'
import { bytesOf, type Side } from './side'

type Answer = Extract<DiffMessage, { type: 'content' }>

/** Answers what a window asks for of one side of a file; nothing once it is closed. `read` says null for what it may not have. */
export function createContentAnswers(deps: {
  readonly post: (answer: Answer) => void
  readonly read: (path: RepoPath, side: 'old' | 'new') => Promise<Side> | null
  readonly isClosed: () => boolean
  readonly onFault: (fault: unknown) => void
}): (ask: number, path: RepoPath, side: 'old' | 'new') => Promise<void> {
  return async (ask, path, side) => {
    const nothing: Answer = { type: 'content', ask, bytes: null, size: null }
    try {
      const found = await deps.read(path, side)
      const bytes = found === null ? null : await bytesOf(found)
      if (deps.isClosed()) return
      // A copy: a Buffer would take everything along that lies in the same memory.
      if (bytes !== null) deps.post({ ...nothing, bytes: new Uint8Array(bytes), size: bytes.length })
      else deps.post(found?.kind === 'large' ? { ...nothing, size: found.size } : nothing)
    } catch (fault) {
      deps.onFault(fault)
      if (!deps.isClosed()) deps.post(nothing)
    }
  }
}
