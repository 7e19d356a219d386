import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { rolloutFolder } from './rollout-finder'

const dayMs = 86_400_000
const threadIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Where the rollout of a thread lies, found without a walk: its id is a UUID of version 7, whose first 48 bits are the
 * milliseconds of its birth, and the day folder is named after that. Null when it is not there (yet), or an old kind of id.
 */
export async function rolloutOfThread(codexHome: string, threadId: string): Promise<string | null> {
  if (!threadIdPattern.test(threadId)) return null
  const bornAtMs = Number.parseInt(threadId.replaceAll('-', '').slice(0, 12), 16)
  // The computer can have been in another time zone that day.
  for (const atMs of [bornAtMs, bornAtMs - dayMs, bornAtMs + dayMs]) {
    const folder = rolloutFolder(codexHome, atMs)
    const names = await readdir(folder).catch(() => [])
    const name = names.find((one) => one.startsWith('rollout-') && one.endsWith(`${threadId}.jsonl`))
    if (name !== undefined) return join(folder, name)
  }
  return null
}
