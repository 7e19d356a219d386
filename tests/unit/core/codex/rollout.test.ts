import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRolloutDecoder } from '../../../../src/core/codex/rollout'
import type { RolloutEvent } from '../../../../src/core/codex/rollout-event'
import { recordRollout } from '../../../../src/core/session/session-activity'
import { type Session, newSession } from '../../../../src/core/session/session'

function fixture(name: string): string[] {
  const file = new URL(`../../../fixtures/rollouts/${name}`, import.meta.url)
  return readFileSync(file, 'utf8').trimEnd().split('\n')
}

function decodeAll(lines: readonly string[]): RolloutEvent[] {
  const decoder = createRolloutDecoder()
  return lines.flatMap((line) => decoder.decode(line))
}

const known = (events: readonly RolloutEvent[]) => events.filter((event) => event.kind !== 'unknown')
const line = (type: string, payload: object, atMs = 1000) =>
  JSON.stringify({ timestamp: new Date(atMs).toISOString(), type, payload })

const session = newSession({
  id: 's1',
  repoId: '0123456789abcdef',
  repoPath: '/home/dev/acme-api',
  lane: 'spark',
  model: 'gpt-5.3-codex-spark',
  where: 'terminal',
  prompt: null,
  startedAtMs: 0,
  baseline: null,
  startedWithoutGate: null,
})
const toRepoPath = (path: string) =>
  path.startsWith('/home/dev/acme-api/') ? path.slice('/home/dev/acme-api/'.length) : null
const record = (events: readonly RolloutEvent[], from: Session = session) =>
  events.reduce((now, event) => recordRollout(now, event, toRepoPath), from)

describe('a rollout of the 0.169.0 TUI', () => {
  const events = decodeAll(fixture('tui-0.169.0.jsonl'))
  const recorded = record(events)

  it('names its thread, folder and originator', () => {
    expect(events[0]).toEqual({
      kind: 'session-meta',
      threadId: '01a20283-72bb-71b0-a4ed-fa0d560266ee',
      cwd: '/home/dev/acme-api',
      originator: 'firebreak',
      isSubagent: false,
      atMs: Date.parse('2026-11-22T09:08:18.772Z'),
    })
  })

  it('has three turns: done, interrupted, refused', () => {
    expect(
      recorded.turns.map(({ prompt, startedAtMs, endedAtMs, model, error, aborted }) => ({
        prompt: prompt?.slice(0, 20),
        tookMs: (endedAtMs ?? 0) - startedAtMs,
        model,
        error: error?.code ?? null,
        aborted,
      })),
    ).toEqual([
      { prompt: '[[steps edit README.', tookMs: 2744, model: 'gpt-5.3-codex-spark', error: null, aborted: false },
      { prompt: '[[steps shell sleep ', tookMs: 3027, model: 'gpt-5.3-codex-spark', error: null, aborted: true },
      { prompt: '[[unsupported]]', tookMs: 80, model: 'gpt-5.3-codex-spark', error: 'other', aborted: false },
    ])
    expect(recorded.turns[2]?.error?.message).toContain('not supported when using Codex with a ChatGPT account')
  })

  it('reports the patch once, with its exact times', () => {
    const item = JSON.parse(fixture('tui-0.169.0.jsonl').find((text) => text.includes('"FileChange"')) ?? '{}')
    expect(recorded.patches).toEqual([
      {
        callId: 'call_c57fffb4a5b45682',
        turnId: recorded.turns[0]?.turnId,
        paths: ['README.md'],
        startedAtMs: item.payload.started_at_ms,
        endedAtMs: item.payload.completed_at_ms,
      },
    ])
  })

  it('lets an interrupted command run until Codex reports its end', () => {
    const turns = recorded.turns
    expect(recorded.commands.map((run) => [run.command, run.turnId, run.endedAtMs !== null])).toEqual([
      ['echo more >> README.md; echo new > new.txt', turns[0]?.turnId, true],
      ['sleep 60', turns[1]?.turnId, true],
    ])
    expect(recorded.commands[1]?.endedAtMs).toBeGreaterThan(turns[2]?.startedAtMs ?? 0)
    const untilAborted = decodeAll(fixture('tui-0.169.0.jsonl').filter((text) => !text.includes('"sleep 60"],')))
    expect(record(untilAborted).commands[1]?.endedAtMs).toBeNull()
  })

  it('hands on the limits as Codex wrote them', () => {
    const count = events.find((event) => event.kind === 'token-count')
    expect(count).toMatchObject({
      rateLimits: { limit_id: expect.any(String) },
      usage: { total: 8349, input: 8329, cachedInput: 4164, output: 20 },
    })
  })

  it('changes nothing when it is read a second time', () => {
    expect(record(events, recorded)).toEqual(recorded)
  })
})

describe('a rollout of 0.104.0', () => {
  const recorded = record(decodeAll(fixture('exec-0.104.0.jsonl')))

  it('has its turn, prompt and model', () => {
    expect(recorded.turns).toHaveLength(1)
    expect(recorded.turns[0]).toMatchObject({ model: 'gpt-5.3-codex', error: null })
    expect(recorded.turns[0]?.prompt).toContain('edit README.md')
    expect(recorded.turns[0]?.endedAtMs).toBe(Date.parse('2026-11-22T09:09:59.815Z'))
  })

  it('takes the patched files from the patch itself and command times from call and answer', () => {
    expect(recorded.patches.map((patch) => patch.paths)).toEqual([['README.md']])
    expect(recorded.commands).toMatchObject([
      {
        command: 'echo more >> README.md; echo x > new.txt',
        startedAtMs: Date.parse('2026-11-22T09:09:59.644Z'),
        endedAtMs: Date.parse('2026-11-22T09:09:59.750Z'),
      },
    ])
  })
})

describe('older and odd records', () => {
  it('reads a patch and a command from their own events', () => {
    const events = decodeAll([
      line('session_meta', { id: 't', cwd: '/r', originator: 'codex_cli_rs', timestamp: new Date(500).toISOString() }),
      line('turn_context', { cwd: '/r', model: 'gpt-5-codex' }),
      line('event_msg', { type: 'user_message', message: 'do it' }, 2000),
      line('event_msg', { type: 'patch_apply_begin', call_id: 'p', changes: { 'a.txt': { add: {} } } }, 3000),
      line('event_msg', { type: 'patch_apply_end', call_id: 'p', success: true }, 3100),
      line('event_msg', { type: 'exec_command_begin', call_id: 'c', command: ['bash', '-lc', 'make'] }, 4000),
      line('event_msg', { type: 'exec_command_end', call_id: 'c', exit_code: 0 }, 5000),
      line('event_msg', { type: 'turn_aborted', reason: 'interrupted' }, 6000),
    ])
    expect(events).toEqual([
      { kind: 'session-meta', threadId: 't', cwd: '/r', originator: 'codex_cli_rs', isSubagent: false, atMs: 500 },
      { kind: 'turn-context', turnId: null, model: 'gpt-5-codex' },
      { kind: 'turn-started', turnId: 'at-2000', atMs: 2000 },
      { kind: 'turn-prompt', turnId: 'at-2000', text: 'do it' },
      { kind: 'unknown', type: 'patch_apply_begin' },
      {
        kind: 'patch',
        callId: 'p',
        turnId: 'at-2000',
        paths: ['/r/a.txt'],
        startedAtMs: 3000,
        endedAtMs: 3100,
        status: 'completed',
      },
      { kind: 'command-started', callId: 'c', turnId: 'at-2000', command: 'make', atMs: 4000 },
      { kind: 'command-ended', callId: 'c', atMs: 5000 },
      { kind: 'turn-ended', turnId: 'at-2000', atMs: 6000, error: null, aborted: true, background: [] },
    ])
  })

  it('names every file of a patch, moved ones on both sides', () => {
    const input =
      '*** Begin Patch\n*** Update File: a.ts\n*** Move to: sub/../b.ts\n*** Delete File: /r/c.ts\n*** End Patch'
    const events = decodeAll([
      line('session_meta', { id: 't', cwd: 'file:///r%20x' }),
      line('response_item', { type: 'custom_tool_call', call_id: 'p', name: 'apply_patch', input }, 2000),
      line('response_item', { type: 'custom_tool_call_output', call_id: 'p', output: 'Exit code: 1\n…' }, 2500),
    ])
    expect(events.find((event) => event.kind === 'patch')).toMatchObject({
      paths: ['/r x/a.ts', '/r x/b.ts', '/r/c.ts'],
      startedAtMs: 2000,
      endedAtMs: 2500,
      status: 'failed',
    })
  })

  it('keeps its own meta where a forked thread repeats that of its parent, and knows a helper thread', () => {
    const events = decodeAll([
      line('session_meta', { id: 'child', cwd: '/r', source: { subagent: 'review' } }),
      line('session_meta', { id: 'parent', cwd: '/other' }),
    ])
    expect(known(events)).toMatchObject([{ threadId: 'child', isSubagent: true, originator: null }])
  })

  it.each([
    ['nothing', ''],
    ['half a line', '{"timestamp":"2026-'],
    ['another value', '[1,2]'],
    ['no payload', '{"type":"event_msg"}'],
    ['an unknown record', line('brand_new', { a: 1 })],
    ['a known one without its fields', line('event_msg', { type: 'item_completed', item: 'x' })],
    [
      'a call without arguments',
      line('response_item', { type: 'function_call', name: 'x', call_id: 'y', arguments: '{' }),
    ],
  ])('says that it does not know %s', (_, text) => {
    expect(decodeAll([text])).toMatchObject([{ kind: 'unknown' }])
  })

  it('survives any cut and any swapped bytes of a real file', () => {
    const text = fixture('tui-0.169.0.jsonl').join('\n')
    for (let at = 0; at < text.length; at += 997) {
      const damaged = text.slice(0, at) + '\u0000"}' + text.slice(at + 5)
      expect(() => record(decodeAll(damaged.split('\n')))).not.toThrow()
    }
  })
})

describe('when a command began', () => {
  const asked = { type: 'function_call', name: 'exec_command', call_id: 'c', arguments: '{"cmd":"make"}' }
  const done = (startedAtMs: number) => ({
    type: 'item_completed',
    item: { type: 'CommandExecution', id: 'c', command: ['bash', '-lc', 'make'] },
    started_at_ms: startedAtMs,
    completed_at_ms: startedAtMs + 16,
  })
  const run = (startedAtMs: number) =>
    record(decodeAll([line('response_item', asked, 10_000), line('event_msg', done(startedAtMs), startedAtMs)]))
      .commands

  it('is when the model asked, as a short one writes before Codex reports its start', () => {
    expect(run(10_300)).toMatchObject([{ startedAtMs: 10_000, endedAtMs: 10_316 }])
  })

  it('is not the minute in which it waited for approval', () => {
    expect(run(70_000)).toMatchObject([{ startedAtMs: 69_000, endedAtMs: 70_016 }])
  })
})
