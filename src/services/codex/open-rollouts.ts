import { readdir, readlink, realpath } from 'node:fs/promises'
import { join } from 'node:path'

const isRollout = /\/rollout-[^/]+\.jsonl$/

/**
 * Rollouts that some process of this user holds open now, by one walk over /proc; null where the system has no such list.
 * Codex keeps a rollout open from the first prompt until it exits, so these are the sessions that are on, whatever day they
 * began.
 */
export async function openRollouts(codexHome: string): Promise<readonly string[] | null> {
  if (process.platform !== 'linux') return null
  const sessions = await realpath(join(codexHome, 'sessions')).catch(() => null)
  const entries = await readdir('/proc').catch(() => null)
  if (sessions === null || entries === null) return sessions === null ? [] : null
  const found = new Set<string>()
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue
    const folder = `/proc/${entry}/fd`
    const fds = await readdir(folder).catch(() => [])
    for (const target of await Promise.all(fds.map((fd) => readlink(`${folder}/${fd}`).catch(() => ''))))
      if (target.startsWith(`${sessions}/`) && isRollout.test(target)) found.add(target)
  }
  return [...found].toSorted()
}
