import { chokidarCanName, createChokidarBackend } from './chokidar-backend'
import { createMixedBackend, defaultChokidarLimit } from './mixed-backend'
import { watchDirectory, type WatchDirectory } from './native-watch'
import { createNativeBackend } from './native-backend'
import { createTreeWatcher, type WatcherDeps } from './tree-watcher'
import type { Watcher } from './watcher'

/** The watcher of a work tree: chokidar up to `chokidarLimit` directories, one fs.watch per directory above. */
export function createWatcher(
  deps: Omit<WatcherDeps, 'watch'> & { readonly watch?: WatchDirectory },
  chokidarLimit: number = defaultChokidarLimit,
): Watcher {
  const { place, clock, watch = watchDirectory } = deps
  // With this variable set chokidar polls, whatever it is told, and then gives no names.
  const usable = process.env['CHOKIDAR_USEPOLLING'] === undefined && chokidarCanName(place.top)
  return createTreeWatcher({ ...deps, watch }, (events) =>
    createMixedBackend({
      events,
      limit: usable ? chokidarLimit : 0,
      chokidar: (own) => createChokidarBackend(place.top, own, { clock }),
      native: (own) => createNativeBackend(place.top, own, watch),
    }),
  )
}
