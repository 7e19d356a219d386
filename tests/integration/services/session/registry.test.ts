import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../../src/core/session/change'
import { advanceSession, newSession, type Session } from '../../../../src/core/session/session'
import { createSessionRegistry, type RegistryProblem } from '../../../../src/services/session/session-registry'
import { createManualClock } from '../../../support/manual-clock'
import { createTempDir } from '../../../support/temp-repo'

let home: string
let problems: RegistryProblem[]

beforeEach(() => {
  home = createTempDir('registry')
  problems = []
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

function open() {
  const manual = createManualClock()
  const registry = createSessionRegistry({ home, clock: manual.clock, onProblem: (problem) => problems.push(problem) })
  return { manual, registry }
}

function session(id: string, startedAtMs: number): Session {
  return newSession({
    id,
    repoId: '0123456789abcdef',
    repoPath: '/repo/\udcff',
    lane: 'spark',
    model: 'm',
    where: 'terminal',
    prompt: 'line\nline',
    startedAtMs,
    baseline: null,
    startedWithoutGate: null,
  })
}

const change = (number: number): Change => ({
  number,
  sessionId: 'a',
  firstWriteMs: 1,
  lastWriteMs: 2,
  closedAtMs: 3,
  checkpointId: 'c',
  previousCheckpointId: null,
  files: [{ path: 'x/\udc80', firstWriteMs: 1, lastWriteMs: 2, added: 1, removed: 0, kind: 'added' }],
  headMoved: null,
  restored: null,
})

describe('the session registry', () => {
  it('finds sessions and changes again, newest first, readable by their owner only', async () => {
    const first = open().registry
    const ended = advanceSession(session('a', 1000), { type: 'ended', atMs: 2000, exitCode: 0 })
    first.save(session('a', 1000))
    first.save(ended)
    first.save(session('b', 5000))
    first.addChange(change(1))
    first.addChange(change(2))
    await first.flush()
    const again = open().registry
    expect(await again.load()).toEqual([session('b', 5000), ended])
    expect(await again.changes('a')).toEqual([change(1), change(2)])
    expect(await again.changes('b')).toEqual([])
    for (const name of readdirSync(join(home, 'sessions'))) {
      expect(statSync(join(home, 'sessions', name)).mode & 0o777).toBe(0o600)
    }
    expect(problems).toEqual([])
  })

  it('saves by itself, and only the last of many', async () => {
    const { manual, registry } = open()
    for (let n = 0; n < 50; n++) registry.save({ ...session('a', 1000), exitCode: n })
    await manual.advance(250)
    await registry.flush()
    expect(JSON.parse(readFileSync(join(home, 'sessions', 'a.json'), 'utf8'))).toMatchObject({
      version: 1,
      exitCode: 49,
    })
    expect(manual.pending()).toBe(0)
  })

  it('has nothing to say about a home without sessions', async () => {
    expect(await open().registry.load()).toEqual([])
    expect(problems).toEqual([])
  })

  it('keeps a broken file aside, says so, and still reads the others', async () => {
    const first = open().registry
    first.save(session('good', 1))
    await first.flush()
    const folder = join(home, 'sessions')
    writeFileSync(join(folder, 'bad.json'), '{"id":"bad"')
    writeFileSync(join(folder, 'renamed.json'), JSON.stringify(session('other', 1)))
    expect((await open().registry.load()).map((found) => found.id)).toEqual(['good'])
    expect(problems.map((problem) => problem.kind)).toEqual(['set-aside', 'set-aside'])
    const kept = problems.find((problem) => problem.kind === 'set-aside' && problem.file.endsWith('/bad.json'))
    expect(kept?.kind === 'set-aside' && readFileSync(kept.keptAs, 'utf8')).toBe('{"id":"bad"')
  })

  it('loses only the half line when a crash cut a change short', async () => {
    mkdirSync(join(home, 'sessions'))
    writeFileSync(join(home, 'sessions', 'a.changes.jsonl'), `${JSON.stringify(change(1))}\n{"number":2,"ses`)
    const { registry } = open()
    registry.addChange(change(3))
    expect((await registry.changes('a')).map((found) => found.number)).toEqual([1, 3])
  })

  it('says when it cannot save, and goes on', async () => {
    writeFileSync(join(home, 'sessions'), 'a file in the way')
    const { registry } = open()
    registry.save(session('a', 1))
    await registry.flush()
    expect(problems).toEqual([{ kind: 'not-saved', file: join(home, 'sessions', 'a.json'), code: 'EEXIST' }])
    rmSync(join(home, 'sessions'))
    registry.save(session('a', 1))
    await registry.flush()
    expect(await open().registry.load()).toHaveLength(1)
    chmodSync(home, 0o700)
  })
})
