import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Cancel, Clock } from '../core/clock'
import { createCoalescer } from '../core/coalesce'
import type { RepoId } from '../core/repo/repo-status'
import { storeFolder } from './checkpoint/store-folder'
import { decodeName, watchDirectory, type NativeWatch, type WatchDirectory } from './watch/native-watch'

const quietMs = 60
const longestMs = 500
/** Where the system refuses a watch. */
const pollMs = 5000

/** Besides the refs, what tells of a restore and of pins. */
const tellingNames = new Set(['journal.json', 'pins.json', 'loss.json', 'restored', 'meta.json'])

/**
 * Calls `onChanged` (coalesced) when the checkpoints of a repository may have changed by any process: what the command
 * line does appears in the app. It begins before there is a store, and goes on when the store is deleted.
 */
export function watchStore(options: {
  readonly firebreakHome: string
  readonly repoId: RepoId
  readonly clock: Clock
  readonly onChanged: () => void
  readonly watch?: WatchDirectory
}): { readonly notify: () => void; readonly stop: Cancel } {
  const { firebreakHome, repoId, clock, watch = watchDirectory } = options
  const folder = storeFolder(firebreakHome, repoId)
  const refs = join(folder, 'store.git', 'refs', 'checkpoints')
  // From Firebreak's home down to the refs.
  const chain = chainOf(firebreakHome, refs)
  const watches = new Map<string, NativeWatch>()
  let cancelPoll: Cancel | null = null
  let stopped = false

  const said = createCoalescer({
    clock,
    quietMs,
    maxWaitMs: longestMs,
    work: async () => {
      if (!stopped) options.onChanged()
    },
  })

  const close = (path: string): void => {
    watches.get(path)?.close()
    watches.delete(path)
  }

  const pollInstead = (): void => {
    cancelPoll ??= clock.after(pollMs, () => {
      cancelPoll = null
      follow()
      said.notify()
    })
  }

  const add = (path: string): void => {
    try {
      watches.set(
        path,
        watch(
          path,
          (_, name) => heard(path, name === null ? null : decodeName(name)),
          () => {
            close(path)
            pollInstead()
          },
        ),
      )
    } catch {
      pollInstead()
    }
  }

  const heard = (path: string, name: string | null): void => {
    if (stopped) return
    const next = chain[chain.indexOf(path) + 1]
    const isStep = next !== undefined && name === next.slice(path.length + 1)
    const isItself = name === path.slice(path.lastIndexOf('/') + 1)
    // The folder itself went; one of the same name may be there already.
    if (isItself) close(path)
    if (isStep || isItself || name === null) follow()
    const tells =
      path === refs ? name?.endsWith('.lock') !== true : path === folder && name !== null && tellingNames.has(name)
    if (tells || (isStep && name !== null && next === refs) || isItself) said.notify()
  }

  /** Watches what is there: the refs and the store's folder, or the deepest folder above them. */
  const follow = (): void => {
    if (stopped) return
    const there = chain.filter((path) => existsSync(path))
    const deepest = there.at(-1)
    const wanted = new Set(deepest === refs ? [refs, folder, dirname(folder)] : deepest === undefined ? [] : [deepest])
    for (const path of watches.keys()) if (!wanted.has(path)) close(path)
    let added = false
    for (const path of wanted) {
      if (watches.has(path)) continue
      add(path)
      added = added || watches.has(path)
    }
    // A folder can have appeared between the look and the watch.
    if (added) follow()
    if (added && deepest === refs) said.notify()
  }

  follow()
  return {
    notify: () => said.notify(),
    stop() {
      stopped = true
      said.stop()
      cancelPoll?.()
      for (const path of watches.keys()) close(path)
    },
  }
}

/** Each folder from `top` down to `bottom`, which lies below it. */
function chainOf(top: string, bottom: string): readonly string[] {
  const chain = [bottom]
  while (chain[0] !== undefined && chain[0] !== top && dirname(chain[0]) !== chain[0]) chain.unshift(dirname(chain[0]))
  return chain
}
