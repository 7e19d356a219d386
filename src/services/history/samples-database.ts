import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { historyMs } from '../../core/limits/history-keep'
import type { HistoryRange, LimitKey, LimitSample } from '../../core/limits/history-port'

/** The part of libsql that is used: it follows better-sqlite3. */
interface Statement {
  run(...values: readonly (string | number | null)[]): unknown
  all(...values: readonly (string | number | null)[]): unknown
}
interface Database {
  exec(sql: string): unknown
  prepare(sql: string): Statement
  close(): void
}

/** An open database of samples. Everything throws what SQLite says. */
export interface SamplesDatabase {
  write(samples: readonly LimitSample[], now: number): null
  read(range: HistoryRange): readonly LimitSample[]
  keys(since: number): readonly LimitKey[]
  close(): void
}

/** Thrown for a database of a newer Firebreak, which is as unreadable as a broken one. */
export class UnknownSchema extends Error {}

const schemaVersion = 1
/** Whoever finds the other process writing waits this long; a write takes some milliseconds. */
const busyMs = 2000

// What has no value is a value of its own here, as NULLs are never equal to each other in a UNIQUE.
const schema = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    has_account INTEGER NOT NULL,
    limit_id TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    UNIQUE (account, has_account, limit_id, minutes)
  );
  CREATE TABLE sample (
    series INTEGER NOT NULL,
    at INTEGER NOT NULL,
    used REAL NOT NULL,
    resets_at INTEGER,
    PRIMARY KEY (series, at)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`

const versionRows = z.tuple([z.object({ user_version: z.number() })])
const idRows = z.array(z.object({ id: z.number() }))
const sampleRows = z.array(
  z.object({ at: z.number(), used: z.number().min(0).max(100), resets_at: z.number().nullable() }),
)
const keyRows = z.array(
  z.object({ account: z.string(), has_account: z.number(), limit_id: z.string(), minutes: z.number() }),
)

/**
 * Opens the database. A keeper makes it when there is none; a reader must see that there is one, and changes nothing.
 * The native library is loaded here and not before.
 */
export function openSamples(file: string, role: 'keeper' | 'reader'): SamplesDatabase {
  const database = load(file)
  try {
    database.exec(`PRAGMA busy_timeout = ${busyMs}`)
    // Pages that are kept in memory, in KiB: a week of one window fits.
    database.exec('PRAGMA cache_size = -512')
    if (role === 'reader') expectSchema(database)
    else makeReady(database, file)
  } catch (error) {
    database.close()
    throw error
  }
  return {
    write(samples, now) {
      inTransaction(database, () => write(database, samples, now))
      return null
    },
    read: (range) => read(database, range),
    keys: (since) => keys(database, since),
    close() {
      // libsql lets go of the file only when its statements are collected, and SQLite empties the log only then.
      try {
        if (role === 'keeper') database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } finally {
        database.close()
      }
    },
  }
}

function load(file: string): Database {
  // Its native file is found beside the package, which therefore stays outside the bundle.
  const Libsql: new (path: string) => Database = createRequire(import.meta.url)('libsql')
  return new Libsql(file)
}

function expectSchema(database: Database): void {
  database.exec('PRAGMA query_only = 1')
  const found = version(database)
  if (found !== schemaVersion) throw new UnknownSchema(`schema ${found}`)
}

function makeReady(database: Database, file: string): void {
  // A commit survives the death of the process. The last ones may go with the power, which costs a reading.
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = NORMAL')
  prepareSchema(database)
  // Which accounts there are and how much they are used is nobody else's business.
  chmodSync(file, 0o600)
}

function prepareSchema(database: Database): void {
  if (version(database) === schemaVersion) return
  inTransaction(database, () => {
    // The other process may have made it meanwhile.
    const found = version(database)
    if (found > schemaVersion) throw new UnknownSchema(`schema ${found}`)
    if (found === 0) database.exec(schema)
  })
}

function version(database: Database): number {
  return versionRows.parse(database.prepare('PRAGMA user_version').all())[0].user_version
}

function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    try {
      database.exec('ROLLBACK')
    } catch {
      // A broken database has nothing to go back to; what went wrong first is what counts.
    }
    throw error
  }
}

function write(database: Database, samples: readonly LimitSample[], now: number): void {
  const insert = database.prepare('INSERT OR IGNORE INTO sample (series, at, used, resets_at) VALUES (?, ?, ?, ?)')
  const ids = new Map<string, number>()
  for (const sample of samples) {
    const values = keyValues(sample)
    const name = JSON.stringify(values)
    const id = ids.get(name) ?? seriesId(database, values)
    ids.set(name, id)
    insert.run(id, sample.at, sample.usedPercent, sample.resetsAt)
  }
  database.prepare('DELETE FROM sample WHERE at < ?').run(now - historyMs)
  database.prepare('DELETE FROM series WHERE id NOT IN (SELECT DISTINCT series FROM sample)').run()
}

function seriesId(database: Database, values: KeyValues): number {
  database
    .prepare('INSERT OR IGNORE INTO series (account, has_account, limit_id, minutes) VALUES (?, ?, ?, ?)')
    .run(...values)
  const [row] = findSeries(database, values)
  if (row === undefined) throw new Error('a series that was just made is gone')
  return row.id
}

function read(database: Database, range: HistoryRange): readonly LimitSample[] {
  const [series] = findSeries(database, keyValues(range))
  if (series === undefined) return []
  const { accountId, limitId, windowMinutes } = range
  const rows = database
    .prepare('SELECT at, used, resets_at FROM sample WHERE series = ? AND at BETWEEN ? AND ? ORDER BY at')
    .all(series.id, range.from, range.to)
  return sampleRows.parse(rows).map(({ at, used, resets_at }) => ({
    accountId,
    limitId,
    windowMinutes,
    at,
    usedPercent: used,
    resetsAt: resets_at,
  }))
}

function keys(database: Database, since: number): readonly LimitKey[] {
  const rows = database
    .prepare(
      `SELECT account, has_account, limit_id, minutes FROM series
       WHERE EXISTS (SELECT 1 FROM sample WHERE series = series.id AND at >= ?) ORDER BY limit_id, minutes, id`,
    )
    .all(since)
  return keyRows.parse(rows).map(({ account, has_account, limit_id, minutes }) => ({
    accountId: has_account === 1 ? account : null,
    limitId: limit_id,
    windowMinutes: minutes < 0 ? null : minutes,
  }))
}

type KeyValues = readonly [account: string, hasAccount: number, limitId: string, minutes: number]

function keyValues({ accountId, limitId, windowMinutes }: LimitKey): KeyValues {
  return [accountId ?? '', accountId === null ? 0 : 1, limitId, windowMinutes ?? -1]
}

function findSeries(database: Database, values: KeyValues): readonly { readonly id: number }[] {
  return idRows.parse(
    database
      .prepare('SELECT id FROM series WHERE account = ? AND has_account = ? AND limit_id = ? AND minutes = ?')
      .all(...values),
  )
}
