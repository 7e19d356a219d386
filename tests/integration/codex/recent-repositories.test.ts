import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../../src/core/result'
import { recentRepositories } from '../../../src/services/codex/recent-repositories'
import { createTempDir } from '../../support/temp-repo'

describe('recentRepositories', () => {
  let dir: string
  beforeEach(() => {
    dir = createTempDir('recent')
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const repo = (name: string): string => {
    mkdirSync(join(dir, name, '.git'), { recursive: true })
    writeFileSync(join(dir, name, '.git', 'HEAD'), 'ref: refs/heads/main\n')
    return join(dir, name)
  }
  const rollout = (time: string, firstLine: string): string => {
    const [year = '', month = '', day = ''] = time.slice(0, 10).split('-')
    const file = join(dir, 'codex', 'sessions', year, month, day, `rollout-${time.replaceAll(':', '-')}-x.jsonl`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, firstLine)
    return file
  }
  const meta = (time: string, cwd: string, more: object = {}): string =>
    rollout(
      time,
      `${JSON.stringify({ timestamp: `${time}.000Z`, type: 'session_meta', payload: { cwd, ...more } })}\n{"type":"x"}\n`,
    )
  const recent = (more: Partial<Parameters<typeof recentRepositories>[0]> = {}) =>
    recentRepositories({ codexHome: join(dir, 'codex'), ...more })

  it('names each repository once, newest first', async () => {
    const [a, b] = [repo('a'), repo('b')]
    meta('2026-11-20T10:00:00', a)
    meta('2026-11-21T10:00:00', b)
    meta('2026-11-22T10:00:00', a)
    expect(await recent()).toEqual([
      { path: a, atMs: Date.parse('2026-11-22T10:00:00Z') },
      { path: b, atMs: Date.parse('2026-11-21T10:00:00Z') },
    ])
  })

  it('names the top level, and nothing that is gone or not in a repository', async () => {
    const top = repo('top')
    mkdirSync(join(top, 'packages', 'one'), { recursive: true })
    mkdirSync(join(dir, 'plain', '.git'), { recursive: true })
    mkdirSync(join(dir, 'linked'))
    writeFileSync(join(dir, 'linked', '.git'), 'gitdir: /elsewhere\n')
    meta('2026-11-22T09:00:00', join(dir, 'linked'))
    meta('2026-11-22T10:00:00', join(top, 'packages', 'one'))
    meta('2026-11-22T11:00:00', join(dir, 'plain'))
    meta('2026-11-22T12:00:00', join(dir, 'gone'))
    meta('2026-11-22T13:00:00', 'relative')
    expect((await recent()).map(({ path }) => path)).toEqual([top, join(dir, 'linked')])
  })

  it('leaves out what it is told to', async () => {
    const [a, b] = [repo('a'), repo('b')]
    meta('2026-11-22T10:00:00', a)
    meta('2026-11-22T11:00:00', b)
    expect((await recent({ leaveOut: [b, join(dir, 'nowhere')] })).map(({ path }) => path)).toEqual([a])
  })

  it('reads a first line of a hundred kilobytes, and skips what is broken, unfinished or endless', async () => {
    const a = repo('a')
    meta('2026-11-20T10:00:00', a, { base_instructions: 'x'.repeat(100_000) })
    rollout('2026-11-21T10:00:00', 'not JSON\n')
    rollout('2026-11-21T11:00:00', '{"type":"session_meta","payload":{"cwd":"')
    rollout('2026-11-21T12:00:00', '{"timestamp":"x","type":"session_meta","payload":{"cwd":"/tmp"}}\n')
    rollout('2026-11-21T13:00:00', '{"timestamp":"2026-11-21T13:00:00Z","type":"response_item","payload":{}}\n')
    appendFileSync(rollout('2026-11-21T14:00:00', ''), 'x'.repeat(600_000))
    expect(await recent()).toEqual([{ path: a, atMs: Date.parse('2026-11-20T10:00:00Z') }])
  })

  it('looks at the newest 50 only', async () => {
    const [old, busy] = [repo('old'), repo('busy')]
    meta('2025-01-01T10:00:00', old)
    for (let n = 0; n < 50; n++) meta(`2026-11-22T10:00:${String(n).padStart(2, '0')}`, busy)
    expect((await recent()).map(({ path }) => path)).toEqual([busy])
  })

  it('adds what a running Codex knows', async () => {
    const [a, b] = [repo('a'), repo('b')]
    meta('2026-11-22T10:00:00', a)
    const row = { id: 't', cwd: b, updatedAt: Date.parse('2026-11-22T11:00:00Z') / 1000, createdAt: null }
    expect((await recent({ threads: async () => ok([row, { ...row, cwd: null }]) })).map(({ path }) => path)).toEqual([
      b,
      a,
    ])
  })

  it('is empty where Codex was never used', async () => {
    expect(await recent()).toEqual([])
  })
})
