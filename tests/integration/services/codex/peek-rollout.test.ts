import { appendFileSync, mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { peekRollout } from '../../../../src/services/codex/peek-rollout'
import { rolloutFolder } from '../../../../src/services/codex/rollout-finder'
import { rolloutOfThread } from '../../../../src/services/codex/rollout-of-thread'
import { createThreadLocks, type LockHint } from '../../../../src/services/codex/thread-locks'
import { systemClock } from '../../../../src/services/system-clock'
import { createTempDir } from '../../../support/temp-repo'

let codexHome: string
beforeEach(() => {
  codexHome = createTempDir('peek')
})
afterEach(() => rmSync(codexHome, { recursive: true, force: true, maxRetries: 5 }))

const beganMs = Date.UTC(2026, 10, 22, 9)
const iso = (atMs: number) => new Date(atMs).toISOString()
const record = (type: string, payload: object, atMs: number) =>
  `${JSON.stringify({ timestamp: iso(atMs), type, payload })}\n`
const meta = record(
  'session_meta',
  { id: 't', cwd: '/code/web', originator: 'codex-tui', timestamp: iso(beganMs - 60_000) },
  beganMs,
)
const turn = (id: string, atMs: number) =>
  record('event_msg', { type: 'task_started', turn_id: id }, atMs) +
  record('turn_context', { turn_id: id, model: `model-of-${id}`, cwd: '/code/web' }, atMs)

describe('a look at a rollout', () => {
  const path = () => join(codexHome, 'rollout-t.jsonl')

  it('tells the thread, when it was first written, its turns and its latest model', async () => {
    writeFileSync(path(), meta + turn('a', beganMs) + turn('b', beganMs + 5000))
    appendFileSync(path(), '{"timestamp":"2026-11-22T10:00:00.000Z","type":"half')
    expect(await peekRollout(path())).toMatchObject({
      meta: { threadId: 't', originator: 'codex-tui', cwd: '/code/web' },
      beganAtMs: beganMs,
      lastAtMs: beganMs + 5000,
      model: 'model-of-b',
      turnStarts: [beganMs, beganMs + 5000],
      isCut: false,
    })
  })

  it('reads the beginning and the end of 2 GB, and not what lies between', async () => {
    writeFileSync(path(), meta)
    truncateSync(path(), 2 ** 31)
    appendFileSync(path(), `\n${turn('late', beganMs + 9000)}`)
    const before = process.memoryUsage().arrayBuffers
    expect(await peekRollout(path())).toMatchObject({
      turnStarts: [beganMs + 9000],
      model: 'model-of-late',
      isCut: true,
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20)
  })

  it.each([
    ['no file', null],
    ['an empty one', ''],
    ['a first line that is not whole', meta.slice(0, -1)],
    ['another first record', turn('a', beganMs)],
    ['no text', '\u0000\u0001\n'],
  ])('is nothing with %s', async (_name, text) => {
    if (text !== null) writeFileSync(path(), text)
    expect(await peekRollout(path())).toBeNull()
  })
})

it('finds the rollout of a thread by the moment in its id, in whatever time zone it began', async () => {
  const bornMs = Date.UTC(2026, 2, 1, 23, 30)
  const hex = bornMs.toString(16).padStart(12, '0')
  const id = `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789ab`
  expect(await rolloutOfThread(codexHome, id)).toBeNull()
  const path = join(rolloutFolder(codexHome, bornMs + 12 * 3_600_000), `rollout-2026-03-02T01-30-00-${id}.jsonl`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, meta)
  expect(await rolloutOfThread(codexHome, id)).toBe(path)
  expect(await rolloutOfThread(codexHome, '../../etc/passwd')).toBeNull()
})

it('hears of the locks of threads in a folder that is made later, and lists the newest', async () => {
  const locks = createThreadLocks({ codexHome, clock: systemClock })
  const hints: LockHint[] = []
  locks.onHint((hint) => hints.push(hint))
  const folder = join(codexHome, 'thread-writer-locks')
  mkdirSync(folder)
  locks.lookAgain()
  const ids = ['a', 'b'].map((letter) => `${letter.repeat(8)}-1111-7111-8111-111111111111`)
  for (const [at, id] of ids.entries()) {
    writeFileSync(join(folder, `${id}.lock`), '')
    utimesSync(join(folder, `${id}.lock`), at, at)
  }
  writeFileSync(join(folder, '.coordination.lock'), '')
  await expect.poll(() => hints.map(({ threadId }) => threadId)).toEqual(expect.arrayContaining(ids))
  expect(await locks.newest(1)).toEqual([ids[1]])
  rmSync(join(folder, `${ids[0]}.lock`))
  await expect.poll(() => hints).toContainEqual({ threadId: ids[0], held: false })
  locks.stop()
})
