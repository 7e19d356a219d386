import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { HistoryProblem } from '../../core/limits/history-port'
import { err, ok, type Result } from '../../core/result'
import type { HistoryAnswer, HistoryAnswers, HistoryRequest } from '../../shared/history-contract'
import { openSamples, type SamplesDatabase, UnknownSchema } from './samples-database'
import { setAside } from './set-aside'

/** Answers from a database that is opened with the first request. Never throws. */
export interface HistoryServer {
  write(request: Extract<HistoryRequest, { type: 'write' }>): HistoryAnswers['write']
  read(request: Extract<HistoryRequest, { type: 'read' }>): HistoryAnswers['read']
  keys(request: Extract<HistoryRequest, { type: 'keys' }>): HistoryAnswers['keys']
  close(): void
}

/** SQLite's "not a database" and "malformed". */
const brokenCodes = ['SQLITE_NOTADB', 'SQLITE_CORRUPT']

/**
 * The keeper makes the database and puts a broken one aside; `now` names it. A reader changes nothing: for it a database
 * that is missing is empty, and a broken one is unavailable.
 */
export function createHistoryServer(options: {
  readonly file: string
  readonly role: 'keeper' | 'reader'
  readonly now: () => number
}): HistoryServer {
  const { file, role, now } = options
  let database: SamplesDatabase | null = null

  const close = (): void => {
    try {
      database?.close()
    } catch {
      // What could not be closed goes with the process.
    }
    database = null
  }
  const attempt = <T>(work: (open: SamplesDatabase) => T): Result<T, unknown> => {
    try {
      database ??= openSamples(file, role)
      return ok(work(database))
    } catch (error) {
      close()
      return err(error)
    }
  }
  const answer = <T>(work: (open: SamplesDatabase) => T, empty: T): HistoryAnswer<T> => {
    if (role === 'reader' && !existsSync(file)) return { result: ok(empty), setAside: null }
    const first = attempt(work)
    if (first.ok) return { result: first, setAside: null }
    const failed = (error: unknown) => err(unavailable(file, error))
    if (role === 'reader' || !isBroken(first.error)) return { result: failed(first.error), setAside: null }
    const kept = setAside(file, now())
    if (!kept.ok) return { result: failed(kept.error), setAside: null }
    const again = attempt(work)
    return {
      result: again.ok ? again : failed(again.error),
      setAside: { kind: 'set-aside', file, keptAs: kept.value },
    }
  }
  return {
    write: (request) => answer((open) => open.write(request.samples, request.now), null),
    read: (request) => answer((open) => open.read(request.range), []),
    keys: (request) => answer((open) => open.keys(request.since), []),
    close,
  }
}

/** A row that no version of ours has written counts as damage, too. */
function isBroken(error: unknown): boolean {
  if (error instanceof UnknownSchema || error instanceof z.ZodError) return true
  const code = codeOf(error)
  return code !== null && brokenCodes.some((broken) => code.startsWith(broken))
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  return typeof error.code === 'string' && error.code !== '' ? error.code : null
}

function unavailable(file: string, error: unknown): HistoryProblem {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'unavailable', file, cause: codeOf(error) ?? message.slice(0, 200) }
}
