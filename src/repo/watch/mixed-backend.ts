import { chokidarCanName } from './chokidar-backend'
import type { BackendEvents, DirectoryBackend } from './directory-backend'

/** Above this many directories chokidar costs seconds and more than 100 MB; measured on 5,100 of them. */
export const defaultChokidarLimit = 1000

/**
 * chokidar for an ordinary repository, one fs.watch per directory for what chokidar cannot do: directories beyond
 * `limit`, and those with names in them that are not UTF-8.
 */
export function createMixedBackend(options: {
  readonly events: BackendEvents
  readonly limit: number
  readonly chokidar: (events: BackendEvents) => DirectoryBackend
  readonly native: (events: BackendEvents) => DirectoryBackend
}): DirectoryBackend {
  const { events, limit } = options
  const native = options.native(events)
  const chokidar = options.chokidar({
    ...events,
    onUnreadableName(directory) {
      // From here on its names come as bytes; what was lost on the way is found by reading it.
      chokidar.remove(directory)
      void native.add([directory]).then(() => events.onUnreadableName(directory))
    },
  })

  return {
    async add(directories) {
      const room = Math.max(0, limit - chokidar.count())
      const plain = directories.filter(chokidarCanName)
      const forChokidar = plain.length <= room ? plain : []
      const taken = new Set(forChokidar)
      const refused = await Promise.all([
        chokidar.add(forChokidar),
        native.add(directories.filter((directory) => !taken.has(directory))),
      ])
      return refused.flat()
    },
    remove(directory) {
      chokidar.remove(directory)
      native.remove(directory)
    },
    count: () => chokidar.count() + native.count(),
    async close() {
      await Promise.all([chokidar.close(), native.close()])
    },
  }
}
