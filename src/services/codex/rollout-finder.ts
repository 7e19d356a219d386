import { readdir, stat } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { watchFolder } from '../watch-folder'

// "rollout-2026-11-22T09-08-18-01a20283-72bb-71b0-a4ed-fa0d560266ee.jsonl": local time and thread id.
const rolloutName = /^rollout-.+\.jsonl$/
const dayMs = 86_400_000
/** A computer that slept through midnight notices the new day this late at the most. */
const longestWaitMs = 600_000

/** Where Codex keeps the rollouts of one day, in local time: sessions/YYYY/MM/DD. */
export function rolloutFolder(codexHome: string, atMs: number): string {
  const day = new Date(atMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  return join(codexHome, 'sessions', String(day.getFullYear()), two(day.getMonth() + 1), two(day.getDate()))
}

/** Rollouts that were written to since `sinceMs` and begun at most a day before it, newest first. Never rejects. */
export async function recentRollouts(
  codexHome: string,
  sinceMs: number,
  nowMs: number,
): Promise<readonly { readonly path: string; readonly writtenAtMs: number }[]> {
  const folders = new Set([rolloutFolder(codexHome, nowMs)])
  for (let atMs = sinceMs - dayMs; atMs < nowMs; atMs += dayMs) folders.add(rolloutFolder(codexHome, atMs))
  const found = await Promise.all([...folders].map((folder) => rolloutsIn(folder, sinceMs)))
  return found.flat().toSorted((a, b) => b.writtenAtMs - a.writtenAtMs)
}

async function rolloutsIn(folder: string, sinceMs: number): Promise<{ path: string; writtenAtMs: number }[]> {
  const names = await readdir(folder).catch(() => [])
  const files = await Promise.all(
    names
      .filter((name) => rolloutName.test(name))
      .map(async (name) => {
        const path = join(folder, name)
        // Times of the file system are a little behind the clock.
        const writtenAtMs = await stat(path).then(
          (found) => found.mtimeMs,
          () => 0,
        )
        return { path, writtenAtMs }
      }),
  )
  return files.filter((file) => file.writtenAtMs >= sinceMs - 50)
}

/** Tells which rollouts are being written. */
export interface RolloutFinder {
  /** Calls back with the path of a rollout each time it is made or written to; often for the same one. */
  onTouched(listener: (path: string) => void): Cancel
  /** Whether writes in this folder are noticed. */
  watches(folder: string): boolean
  stop(): void
}

/**
 * Watches the folders of today and yesterday only (a session that ran over midnight stays where it began). A folder that is
 * not there yet is waited for at its nearest parent, down from CODEX_HOME's own.
 */
export function createRolloutFinder(options: { readonly codexHome: string; readonly clock: Clock }): RolloutFinder {
  const { codexHome, clock } = options
  const listeners = new Set<(path: string) => void>()
  /** By the folder that is wanted: the one that is watched for it, which can be a parent. */
  const watches = new Map<string, { readonly watched: string; readonly unwatch: Cancel }>()
  let cancelDay: Cancel | null = null
  let stopped = false

  const tell = (path: string): void => {
    for (const listener of listeners) listener(path)
  }

  const tellRecent = async (folder: string, sinceMs: number): Promise<void> => {
    const found = await rolloutsIn(folder, sinceMs)
    if (!stopped) for (const file of found) tell(file.path)
  }

  const watchFor = (folder: string): void => {
    const before = watches.get(folder)
    const watched = nearestExisting(folder, dirname(codexHome))
    if (before?.watched === watched) return
    before?.unwatch()
    const onHint = (name: string | null): void => {
      if (stopped) return
      if (watched !== folder) watchFor(folder)
      else if (name === null) void tellRecent(folder, clock.now() - longestWaitMs)
      else if (rolloutName.test(name)) tell(join(folder, name))
    }
    watches.set(folder, { watched, unwatch: watchFolder({ folder: watched, clock, onHint }) })
    // The folder, or the next part of the way to it, can have been made before the watch stood.
    // All that a folder holds when it appears is new.
    if (watched === folder) void tellRecent(folder, before === undefined ? clock.now() - longestWaitMs : 0)
    else if (nearestExisting(folder, dirname(codexHome)) !== watched) watchFor(folder)
  }

  const followDays = (): void => {
    const now = clock.now()
    const wanted = [rolloutFolder(codexHome, now), rolloutFolder(codexHome, now - dayMs)]
    for (const [folder, { unwatch }] of watches) {
      if (wanted.includes(folder)) continue
      unwatch()
      watches.delete(folder)
    }
    for (const folder of wanted) watchFor(folder)
    const midnight = new Date(now)
    midnight.setHours(24, 0, 0, 500)
    cancelDay = clock.after(Math.min(midnight.getTime() - now, longestWaitMs), followDays)
  }

  followDays()
  return {
    onTouched(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watches: (folder) => watches.get(folder)?.watched === folder,
    stop() {
      stopped = true
      cancelDay?.()
      for (const { unwatch } of watches.values()) unwatch()
    },
  }
}

function nearestExisting(folder: string, top: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (at === top || existsSync(at) || at === dirname(at)) return at
  }
}
