import { appendFile, mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import type { Change } from '../../core/session/change'
import { type Session, type SessionId, sessionSchema } from '../../core/session/session'
import { replaceFile } from '../settings/replace-file'
import { parseChanges } from './stored-changes'

/** Reports come by the dozen in a second, and each save waits for the disk. */
const betweenSavesMs = 250
/** The version of the files that this Firebreak writes. */
const fileVersion = 1

export type RegistryProblem =
  /** A file could not be read as a session; it is kept under another name. */
  | { readonly kind: 'set-aside'; readonly file: string; readonly keptAs: string }
  /** A file, or the whole folder, could not be read; nothing was touched. */
  | { readonly kind: 'not-read'; readonly file: string; readonly code: string }
  /** The session is not on disk as it is now, e.g. ENOSPC. */
  | { readonly kind: 'not-saved'; readonly file: string; readonly code: string }

/** Sessions and their changes on disk, in FIREBREAK_HOME/sessions, readable by their owner only. Only main writes them. */
export interface SessionRegistry {
  /** All sessions, newest first. Call it once, before anything is saved. */
  load(): Promise<readonly Session[]>
  /** Saves soon; of several in a row the last one counts. */
  save(session: Session): void
  /** Adds a change to its session. */
  addChange(change: Change): void
  /** The changes of a session, oldest first; what cannot be read of them is left out. */
  changes(sessionId: SessionId): Promise<readonly Change[]>
  /** Settles when everything is on disk. */
  flush(): Promise<void>
}

/** Problems are told through `onProblem`; nothing here rejects. */
export function createSessionRegistry(options: {
  readonly home: string
  readonly clock: Clock
  readonly onProblem: (problem: RegistryProblem) => void
}): SessionRegistry {
  const { home, clock, onProblem } = options
  const folder = join(home, 'sessions')
  const waiting = new Map<SessionId, Session>()
  /** Files whose last line is known to be whole. */
  const soundFiles = new Set<string>()
  let cancelSave: Cancel | null = null
  let queue: Promise<void> = Promise.resolve()

  const inTurn = (file: string, work: () => Promise<void>): void => {
    queue = queue.then(async () => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await work()
      } catch (error) {
        onProblem({ kind: 'not-saved', file, code: codeOf(error) })
      }
    })
  }

  const saveWaiting = (): void => {
    cancelSave?.()
    cancelSave = null
    for (const session of waiting.values()) {
      const file = join(folder, `${session.id}.json`)
      const text = `${JSON.stringify({ version: fileVersion, ...session })}\n`
      inTurn(file, () => replaceFile(file, text))
    }
    waiting.clear()
  }

  const loadOne = async (name: string): Promise<Session[]> => {
    const file = join(folder, name)
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      onProblem({ kind: 'not-read', file, code: codeOf(error) })
      return null
    })
    if (text === null) return []
    const session = sessionSchema.safeParse(parseJson(text))
    if (session.success && `${session.data.id}.json` === name) return [session.data]
    const keptAs = `${file}.bad-${clock.now()}`
    try {
      await rename(file, keptAs)
      onProblem({ kind: 'set-aside', file, keptAs })
    } catch (error) {
      onProblem({ kind: 'not-read', file, code: codeOf(error) })
    }
    return []
  }

  return {
    async load() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') onProblem({ kind: 'not-read', file: folder, code: codeOf(error) })
        return []
      })
      const sessions = await Promise.all(names.filter((name) => name.endsWith('.json')).map(loadOne))
      return sessions.flat().toSorted((a, b) => b.startedAtMs - a.startedAtMs)
    },
    save(session) {
      waiting.set(session.id, session)
      cancelSave ??= clock.after(betweenSavesMs, saveWaiting)
    },
    addChange(change) {
      const file = changesFile(folder, change.sessionId)
      inTurn(file, async () => {
        // A line that a crash cut short must not swallow the next one.
        const gap = soundFiles.has(file) || (await endsWithNewline(file)) ? '' : '\n'
        await appendFile(file, `${gap}${JSON.stringify(change)}\n`, { mode: 0o600 })
        soundFiles.add(file)
      })
    },
    async changes(sessionId) {
      await queue
      return parseChanges(await readFile(changesFile(folder, sessionId), 'utf8').catch(() => ''))
    },
    async flush() {
      saveWaiting()
      await queue
    },
  }
}

function changesFile(folder: string, sessionId: SessionId): string {
  return join(folder, `${sessionId}.changes.jsonl`)
}

async function endsWithNewline(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return true
  try {
    const { size } = await handle.stat()
    if (size === 0) return true
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] === 10
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
}
