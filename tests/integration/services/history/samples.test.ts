import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LimitSample } from '../../../../src/core/limits/history-port'
import { createHistoryServer } from '../../../../src/services/history/history-server'
import { historyFile } from '../../../../src/services/history/history-file'
import { createTempDir } from '../../../support/temp-repo'

const day = 24 * 60 * 60_000
const now = Date.UTC(2026, 10, 22, 12)
const spark = { accountId: 'acc-1', limitId: 'codex_bengalfox', windowMinutes: 300 }

function tempFolder(): string {
  const folder = createTempDir('history')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function sample(at: number, usedPercent: number, key: Partial<LimitSample> = {}): LimitSample {
  return { ...spark, at, usedPercent, resetsAt: at + 1000, ...key }
}

function keeper(file: string) {
  const server = createHistoryServer({ file, role: 'keeper', now: () => now })
  onTestFinished(() => server.close())
  return server
}

function reader(file: string) {
  const server = createHistoryServer({ file, role: 'reader', now: () => now })
  onTestFinished(() => server.close())
  return server
}

const all = { ...spark, from: 0, to: now + day }

describe('the database of samples', () => {
  it('gives back what was written, in order of time, and only of the key that is asked for', async () => {
    const file = historyFile(tempFolder())
    const samples = [sample(now - 1000, 12.5), sample(now - 3000, 10, { resetsAt: null })]
    const others = [
      sample(now, 90, { accountId: 'acc-2' }),
      sample(now, 91, { accountId: null }),
      sample(now, 92, { accountId: '' }),
      sample(now, 93, { limitId: 'codex' }),
      sample(now, 94, { windowMinutes: 10_080 }),
      sample(now, 95, { windowMinutes: null }),
    ]
    const server = keeper(file)
    server.write({ type: 'write', samples: [...others, ...samples], now })
    expect(server.read({ type: 'read', range: all })).toEqual({
      result: { ok: true, value: samples.toReversed() },
      setAside: null,
    })
    for (const other of others) {
      expect(server.read({ type: 'read', range: { ...other, from: 0, to: now } }).result).toEqual({
        ok: true,
        value: [other],
      })
    }
    expect(server.keys({ type: 'keys', since: 0 }).result).toMatchObject({ ok: true, value: { length: 7 } })
  })

  it('is for its owner only', async () => {
    const file = historyFile(tempFolder())
    keeper(file).write({ type: 'write', samples: [sample(now, 1)], now })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('keeps a reading once, and reads a part of the time', async () => {
    const server = keeper(historyFile(tempFolder()))
    for (const _ of [1, 2])
      server.write({ type: 'write', samples: [1, 2, 3, 4].map((at) => sample(now + at, at)), now })
    expect(server.read({ type: 'read', range: { ...spark, from: now + 2, to: now + 3 } }).result).toEqual({
      ok: true,
      value: [sample(now + 2, 2), sample(now + 3, 3)],
    })
  })

  it('forgets samples after 90 days, and keys that have none left', async () => {
    const server = keeper(historyFile(tempFolder()))
    const old = sample(now - 91 * day, 1, { limitId: 'old' })
    server.write({
      type: 'write',
      samples: [old, sample(now - 91 * day, 1), sample(now - 89 * day, 2)],
      now: now - 89 * day,
    })
    expect(server.keys({ type: 'keys', since: 0 }).result).toMatchObject({ ok: true, value: { length: 2 } })
    server.write({ type: 'write', samples: [], now })
    expect(server.read({ type: 'read', range: all }).result).toEqual({ ok: true, value: [sample(now - 89 * day, 2)] })
    expect(server.keys({ type: 'keys', since: 0 }).result).toEqual({ ok: true, value: [spark] })
  })

  it('is read by a second process while the first writes', async () => {
    const file = historyFile(tempFolder())
    const app = keeper(file)
    app.write({ type: 'write', samples: [sample(now, 1)], now })
    const cli = reader(file)
    expect(cli.read({ type: 'read', range: all }).result).toEqual({ ok: true, value: [sample(now, 1)] })
    app.write({ type: 'write', samples: [sample(now + 1, 2)], now })
    expect(cli.read({ type: 'read', range: all }).result).toMatchObject({ ok: true, value: { length: 2 } })
    expect(cli.write({ type: 'write', samples: [sample(now + 2, 3)], now }).result.ok).toBe(false)
  })

  it('is not made by a reader', async () => {
    const folder = tempFolder()
    expect(reader(historyFile(folder)).keys({ type: 'keys', since: 0 }).result).toEqual({ ok: true, value: [] })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a database that cannot be read', () => {
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    ['something else altogether', (file) => writeFileSync(file, 'not a database, '.repeat(1000))],
    ['half of it', (file) => writeFileSync(file, readFileSync(file).subarray(0, 6000))],
    [
      'bytes in the middle changed',
      (file) => {
        const bytes = readFileSync(file)
        writeFileSync(file, bytes.fill(0x5a, 4096, bytes.length))
      },
    ],
  ]

  it.each(damages)('is put aside and begun anew: %s', async (_what, damage) => {
    const folder = tempFolder()
    const file = historyFile(folder)
    const before = keeper(file)
    before.write({ type: 'write', samples: Array.from({ length: 500 }, (_, i) => sample(now - i, i % 100)), now })
    before.close()
    damage(file)
    const bytes = readFileSync(file)
    const server = keeper(file)
    const keptAs = 'limits.sqlite.broken-2026-11-22T12-00-00-000Z'
    expect(server.write({ type: 'write', samples: [sample(now, 5)], now })).toEqual({
      result: { ok: true, value: null },
      setAside: { kind: 'set-aside', file, keptAs },
    })
    expect(readFileSync(join(folder, keptAs)).equals(bytes)).toBe(true)
    expect(server.read({ type: 'read', range: all })).toEqual({
      result: { ok: true, value: [sample(now, 5)] },
      setAside: null,
    })
  })

  it('is put aside when a newer Firebreak has made it', async () => {
    const file = historyFile(tempFolder())
    const before = keeper(file)
    before.write({ type: 'write', samples: [sample(now, 1)], now })
    before.close()
    const bytes = readFileSync(file)
    // Offset 60 of the header: user_version, four bytes, big-endian (https://www.sqlite.org/fileformat.html).
    bytes.writeUInt32BE(99, 60)
    writeFileSync(file, bytes)
    expect(keeper(file).keys({ type: 'keys', since: 0 })).toMatchObject({
      result: { ok: true, value: [] },
      setAside: { kind: 'set-aside' },
    })
  })

  it('is left alone by a reader, who says so', async () => {
    const folder = tempFolder()
    const file = historyFile(folder)
    writeFileSync(file, 'not a database, '.repeat(1000))
    expect(reader(file).keys({ type: 'keys', since: 0 })).toEqual({
      result: { ok: false, error: { kind: 'unavailable', file, cause: 'SQLITE_NOTADB' } },
      setAside: null,
    })
    expect(readdirSync(folder)).toEqual(['limits.sqlite'])
  })

  it('is unavailable where there is no folder for it', async () => {
    const file = join(tempFolder(), 'missing', 'limits.sqlite')
    expect(keeper(file).write({ type: 'write', samples: [sample(now, 5)], now }).result).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', file },
    })
  })
})

describe('a process that is killed while it writes', () => {
  it('leaves every sample that it had written, and nothing locked', async () => {
    const file = historyFile(tempFolder())
    const server = keeper(file)
    server.write({ type: 'write', samples: [sample(now, 1)], now })
    for (const limitId of ['first', 'second', 'third']) {
      const written = await writeUntilKilled(file, limitId)
      const key = { accountId: null, limitId, windowMinutes: 300, from: 0, to: now }
      const { result, setAside } = server.read({ type: 'read', range: key })
      expect(setAside).toBeNull()
      expect(result.ok && result.value.length).toBeGreaterThan(written)
      server.close()
    }
    expect(server.write({ type: 'write', samples: [sample(now + 1, 2)], now: 0 }).result.ok).toBe(true)
    expect(server.read({ type: 'read', range: all }).result).toMatchObject({ ok: true, value: { length: 2 } })
  })
})

/** Answers the last sample that the writer had said to be written. */
async function writeUntilKilled(file: string, limitId: string): Promise<number> {
  const writer = join(import.meta.dirname, '../../../fixtures/history/endless-writer.mjs')
  const child = spawn(process.execPath, [writer, file, limitId], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.split('\n').length > 20) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return Number(said.trimEnd().split('\n').at(-1))
}
