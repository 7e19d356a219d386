import { open, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { CodexError } from '../../core/codex/codex-error'
import { sessionMetaLineSchema, type ThreadRow } from '../../core/codex/messages'
import type { Result } from '../../core/result'
import { workTreeOf } from './work-tree'

/** A work tree in which Codex was used; `atMs` is the last time known, in Unix milliseconds. */
export interface RecentRepository {
  readonly path: string
  readonly atMs: number
}

interface Use {
  readonly cwd: string
  readonly atMs: number
}

const MAX_FILES = 50
const MAX_RESULTS = 10
// session_meta carries the whole system prompt, so the first line has tens of kilobytes.
const MAX_FIRST_LINE_BYTES = 512 * 1024

/**
 * The git work trees that Codex used last, newest first, each once and only if it is still there. Read from the first
 * lines of the newest 50 rollout files, so it needs no running Codex; `threads` adds what a running one knows. Folders
 * in `leaveOut` (Firebreak's own checkout) are not named. Never fails: what cannot be read is left out.
 */
export async function recentRepositories(options: {
  readonly codexHome: string
  readonly threads?: () => Promise<Result<readonly ThreadRow[], CodexError>>
  readonly leaveOut?: readonly string[]
}): Promise<readonly RecentRepository[]> {
  const { codexHome, threads, leaveOut = [] } = options
  const [fromFiles, fromThreads] = await Promise.all([usesFromRollouts(codexHome), usesFromThreads(threads)])
  const newestFirst = [...fromFiles, ...fromThreads].toSorted((a, b) => b.atMs - a.atMs)
  const left = new Set(await Promise.all(leaveOut.map((path) => realpath(path).catch(() => path))))
  const found = new Map<string, RecentRepository>()
  for (const { cwd, atMs } of newestFirst) {
    if (found.size === MAX_RESULTS) break
    const path = await workTreeOf(cwd)
    if (path !== null && !left.has(path) && !found.has(path)) found.set(path, { path, atMs })
  }
  return [...found.values()]
}

async function usesFromThreads(
  threads: (() => Promise<Result<readonly ThreadRow[], CodexError>>) | undefined,
): Promise<readonly Use[]> {
  const rows = await threads?.()
  if (rows?.ok !== true) return []
  return rows.value.flatMap(({ cwd, updatedAt, createdAt }) => {
    const atSec = updatedAt ?? createdAt
    return cwd === null || atSec === null ? [] : [{ cwd, atMs: atSec * 1000 }]
  })
}

/** sessions/2026/11/22/rollout-2026-11-22T07-23-41-<thread>.jsonl: the names sort by time. */
async function usesFromRollouts(codexHome: string): Promise<readonly Use[]> {
  const files = await newestFiles(join(codexHome, 'sessions'), 3, MAX_FILES)
  const uses = await Promise.all(files.map(readUse))
  return uses.filter((use) => use !== null)
}

/** Walks year, month and day folders from the newest on, and stops when it has enough. */
async function newestFiles(folder: string, depth: number, wanted: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = (keep: (entry: (typeof entries)[number]) => boolean): string[] =>
    entries
      .filter(keep)
      .map((entry) => entry.name)
      .toSorted()
      .toReversed()
  if (depth === 0) {
    const rollouts = names((entry) => entry.isFile() && /^rollout-.*\.jsonl$/.test(entry.name))
    return rollouts.slice(0, wanted).map((name) => join(folder, name))
  }
  const files: string[] = []
  for (const name of names((entry) => entry.isDirectory() && /^\d+$/.test(entry.name))) {
    if (files.length >= wanted) break
    files.push(...(await newestFiles(join(folder, name), depth - 1, wanted - files.length)))
  }
  return files
}

async function readUse(file: string): Promise<Use | null> {
  const line = await readFirstLine(file).catch(() => null)
  if (line === null) return null
  const parsed = sessionMetaLineSchema.safeParse(parseJson(line))
  if (!parsed.success) return null
  const { timestamp, payload } = parsed.data
  const atMs = Date.parse(timestamp ?? payload.timestamp ?? '')
  return Number.isNaN(atMs) ? null : { cwd: payload.cwd, atMs }
}

/** Null when the first line is not finished yet, or longer than any that is worth reading. */
async function readFirstLine(file: string): Promise<string | null> {
  const handle = await open(file, 'r')
  try {
    const parts: Buffer[] = []
    for (let size = 0; size < MAX_FIRST_LINE_BYTES; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(32 * 1024), 0, 32 * 1024, size)
      if (bytesRead === 0) return null
      const part = buffer.subarray(0, bytesRead)
      const end = part.indexOf(10)
      parts.push(end === -1 ? part : part.subarray(0, end))
      if (end !== -1) return Buffer.concat(parts).toString('utf8')
      size += bytesRead
    }
    return null
  } finally {
    await handle.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
