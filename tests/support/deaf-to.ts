import { join } from 'node:path'
import type { RepoProcessDeps } from '../../src/repo/repo-process'
import { watchDirectory } from '../../src/repo/watch/native-watch'

/** Watches as always, but what happens in this work tree outside of its git directory is lost. */
export function deafTo(top: string): NonNullable<RepoProcessDeps['watching']> {
  return {
    chokidarLimit: 0,
    watch(path, onEvent, onError) {
      const isLost = path.toString().startsWith(top) && !path.toString().startsWith(join(top, '.git'))
      return watchDirectory(path, isLost ? () => {} : onEvent, onError)
    },
  }
}
