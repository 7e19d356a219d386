import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RolloutEvent } from '../../../../src/core/codex/rollout-event'
import { type RolloutNote, readRollout, rolloutTailBytes } from '../../../../src/services/codex/rollout-reader'
import { systemClock } from '../../../../src/services/system-clock'
import { createTempDir } from '../../../support/temp-repo'

const fixture = readFileSync(new URL('../../../fixtures/rollouts/tui-0.169.0.jsonl', import.meta.url), 'utf8')
const lines = fixture.trimEnd().split('\n')
const meta = `${lines[0]}\n`
const started = (turnId: string) =>
  `${JSON.stringify({ timestamp: '2026-11-22T10:00:00.000Z', type: 'event_msg', payload: { type: 'task_started', turn_id: turnId } })}\n`

let folder: string
let path: string
const stops: (() => void)[] = []

beforeEach(() => {
  folder = createTempDir('rollout')
  path = join(folder, 'rollout-2026-11-22T09-08-18-01a20283.jsonl')
})

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  rmSync(folder, { recursive: true, force: true })
})

function read() {
  const events: RolloutEvent[] = []
  const notes: RolloutNote[] = []
  const reader = readRollout({
    path,
    clock: systemClock,
    onEvents: (more) => events.push(...more),
    onNote: (note) => notes.push(note),
  })
  stops.push(() => reader.stop())
  const turns = () => events.flatMap((event) => (event.kind === 'turn-started' ? [event.turnId] : []))
  return { events, notes, reader, turns }
}

describe('readRollout', () => {
  it('reads what is there and what is added, byte by byte', async () => {
    writeFileSync(path, meta)
    const { turns, reader, notes } = read()
    await reader.caughtUp()
    for (const byte of Buffer.from(started('tür\u{1f600}'))) {
      appendFileSync(path, Buffer.from([byte]))
      await reader.caughtUp()
    }
    expect(turns()).toEqual(['tür\u{1f600}'])
    expect(notes).toEqual([])
  })

  it('is told by the system when a line is added', async () => {
    writeFileSync(path, meta)
    const { turns, reader } = read()
    await reader.caughtUp()
    appendFileSync(path, started('one').slice(0, 30))
    appendFileSync(path, started('one').slice(30))
    await expect.poll(turns).toEqual(['one'])
  })

  it('waits for a file that is not there yet', async () => {
    const { turns, reader, notes } = read()
    await reader.caughtUp()
    expect(notes).toEqual([{ kind: 'unreadable', code: 'ENOENT' }])
    writeFileSync(path, meta + started('one'))
    await expect.poll(turns).toEqual(['one'])
  })

  it('reads a replaced or cut file from its beginning', async () => {
    writeFileSync(path, meta + started('one') + started('two'))
    const { turns, reader } = read()
    await reader.caughtUp()
    writeFileSync(`${path}.new`, meta + started('three'))
    renameSync(`${path}.new`, path)
    await reader.caughtUp()
    writeFileSync(path, started('four'))
    await reader.caughtUp()
    expect(turns()).toEqual(['one', 'two', 'three', 'four'])
  })

  it('drops a line above 16 MiB, says so, and goes on with the next', async () => {
    writeFileSync(path, meta)
    const { turns, reader, notes } = read()
    await reader.caughtUp()
    appendFileSync(path, Buffer.alloc(17 * 1024 * 1024, 'x'))
    appendFileSync(path, `\n${started('after')}`)
    await reader.caughtUp()
    expect(turns()).toEqual(['after'])
    expect(notes).toEqual([{ kind: 'line-dropped' }])
  })

  it('reads only the first line and the end of a file of 2 GB', async () => {
    const size = 2 ** 31
    writeFileSync(path, meta + started('long ago'))
    const file = openSync(path, 'r+')
    ftruncateSync(file, size)
    writeSync(file, `\n${started('now')}`, size)
    closeSync(file)
    const before = process.memoryUsage().rss
    const { events, turns, reader, notes } = read()
    await reader.caughtUp()
    expect(events[0]).toMatchObject({ kind: 'session-meta', originator: 'firebreak' })
    expect(turns()).toEqual(['now'])
    expect(notes).toEqual([
      { kind: 'history-shortened', skippedBytes: size + 1 + started('now').length - rolloutTailBytes },
    ])
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  })

  it('says nothing after it was stopped', async () => {
    writeFileSync(path, meta)
    const { events, reader } = read()
    await reader.caughtUp()
    const seen = events.length
    reader.stop()
    appendFileSync(path, started('late'))
    await reader.caughtUp()
    expect(events).toHaveLength(seen)
  })
})
