import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readRefusal, type Refusal } from '../../core/guard/refusal'
import { guardPlaces } from './guard-folder'

/** How many are kept; the guard itself removes nothing. */
const mostKept = 200
const largestBytes = 64 * 1024

/** The newest refusals that the guard left, newest first. A record that is still being written comes with the next look. */
export async function readRefusals(home: string, most: number): Promise<readonly Refusal[]> {
  const found = await newestFirst(home)
  const refusals: Refusal[] = []
  for (const { name, atMs, size } of found) {
    if (refusals.length >= most) break
    if (size > largestBytes) continue
    const text = await readFile(join(guardPlaces(home).refusals, name), 'utf8').catch(() => '')
    const refusal = readRefusal(idOf(name), atMs, text)
    if (refusal !== null) refusals.push(refusal)
  }
  return refusals
}

/** Notes that the user has answered a refusal, beside its record. Where that fails it is only shown once more. */
export async function keepSettled(home: string, refusalId: string): Promise<void> {
  await writeFile(settledMark(home, refusalId), '', { mode: 0o600 }).catch(() => {})
}

/** Ids of those that the user has answered. The guard may use an id once more, so a mark counts for an older record only. */
export async function readSettled(home: string, refusals: readonly Refusal[]): Promise<readonly string[]> {
  const found = await Promise.all(
    refusals.map(async ({ id, atMs }) => {
      const mark = await stat(settledMark(home, id)).catch(() => null)
      return mark !== null && mark.mtimeMs >= atMs ? [id] : []
    }),
  )
  return found.flat()
}

/** Forgets all but the newest refusals, and what is known of Codex sessions that nobody used for long. */
export async function sweepGuard(home: string, nowMs: number): Promise<void> {
  const { refusals, sessions } = guardPlaces(home)
  for (const { name } of (await newestFirst(home)).slice(mostKept)) {
    await rm(join(refusals, name), { force: true })
    await rm(settledMark(home, idOf(name)), { force: true })
  }
  for (const name of await readdir(sessions).catch(() => [])) {
    const info = await stat(join(sessions, name)).catch(() => null)
    if (info !== null && nowMs - info.mtimeMs > sessionKeptMs) await rm(join(sessions, name), { force: true })
  }
}

const sessionKeptMs = 180 * 24 * 60 * 60_000

function settledMark(home: string, refusalId: string): string {
  return join(guardPlaces(home).refusals, `${refusalId}.settled`)
}

function idOf(name: string): string {
  return name.slice(0, -'.json'.length)
}

async function newestFirst(home: string) {
  const { refusals } = guardPlaces(home)
  const names = (await readdir(refusals).catch(() => [])).filter((name) => name.endsWith('.json'))
  const found = await Promise.all(
    names.map(async (name) => {
      const info = await stat(join(refusals, name)).catch(() => null)
      return info === null ? [] : [{ name, atMs: info.mtimeMs, size: info.size }]
    }),
  )
  return found.flat().toSorted((a, b) => b.atMs - a.atMs)
}
