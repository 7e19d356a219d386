import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rolloutFolder } from '../../src/services/codex/rollout-finder'

/** A rollout as Codex 0.169.0 writes it: recorded lines with this test's folder, ids and times. */
export interface FakeRollout {
  readonly threadId: string
  readonly path: string
  turnStarted(turnId: string, prompt: string, atMs?: number): void
  /** A hook refused the prompt: the turn has none, and is over. */
  turnRefused(turnId: string, atMs?: number): void
  patched(turnId: string, file: string, atMs?: number): void
  commandAsked(turnId: string, callId: string, command: string, atMs?: number): void
  commandEnded(turnId: string, callId: string, command: string, span?: readonly [fromMs: number, toMs: number]): void
  turnEnded(turnId: string, atMs?: number): void
}

const recording = new URL('../fixtures/rollouts/tui-0.169.0.jsonl', import.meta.url)
const lines = { meta: 1, started: 2, prompt: 9, patch: 12, call: 15, command: 17, complete: 24 }

/** Writes its first line at once. */
export function createFakeRollout(options: {
  readonly codexHome: string
  readonly cwd: string
  readonly originator?: string
  /** Length of what stands between the first line and the first turn. */
  readonly padBytes?: number
  readonly beganMs?: number
}): FakeRollout {
  const { codexHome, cwd, originator = 'codex-tui', padBytes = 0, beganMs = Date.now() } = options
  const threadId = randomUUID()
  const path = join(rolloutFolder(codexHome, beganMs), `rollout-${threadId}.jsonl`)
  mkdirSync(dirname(path), { recursive: true })
  const add = (line: keyof typeof lines, payload: object, atMs: number): void => {
    const record = recordedLine(lines[line])
    const said = { ...record, timestamp: iso(atMs), payload: { ...record.payload, ...payload } }
    appendFileSync(path, `${JSON.stringify(said)}\n`)
  }
  const item = (
    line: 'prompt' | 'patch' | 'command',
    turnId: string,
    more: object,
    span: readonly [number, number],
  ) => {
    const { item: known } = recordedLine(lines[line]).payload
    const times = { started_at_ms: span[0], completed_at_ms: span[1] }
    add(line, { turn_id: turnId, item: { ...known, ...more }, ...times }, span[1])
  }

  add('meta', { id: threadId, session_id: threadId, cwd, originator, timestamp: iso(beganMs) }, beganMs)
  if (padBytes > 0)
    appendFileSync(
      path,
      `${JSON.stringify({ type: 'compacted', payload: { text: '.'.repeat(1000) } })}\n`.repeat(padBytes / 1000),
    )
  return {
    threadId,
    path,
    turnStarted(turnId, prompt, atMs = Date.now()) {
      add('started', { turn_id: turnId }, atMs)
      item('prompt', turnId, { content: [{ type: 'text', text: prompt }] }, [atMs, atMs])
    },
    turnRefused(turnId, atMs = Date.now()) {
      add('started', { turn_id: turnId }, atMs)
      add('complete', { turn_id: turnId }, atMs)
    },
    patched(turnId, file, atMs = Date.now()) {
      const changes = { [join(cwd, file)]: { type: 'update', unified_diff: '', move_path: null } }
      item('patch', turnId, { id: `call_${randomUUID()}`, changes }, [atMs, atMs])
    },
    commandAsked(turnId, callId, command, atMs = Date.now()) {
      add('call', { turn_id: turnId, call_id: callId, arguments: JSON.stringify({ cmd: command }) }, atMs)
    },
    commandEnded(turnId, callId, command, span = [Date.now(), Date.now()]) {
      item('command', turnId, { id: callId, command: ['/bin/bash', '-lc', command] }, span)
    },
    turnEnded: (turnId, atMs = Date.now()) => add('complete', { turn_id: turnId }, atMs),
  }
}

interface RecordedLine {
  readonly payload: { readonly item?: object }
}

function recordedLine(number: number): RecordedLine {
  const line = readFileSync(recording, 'utf8').split('\n')[number - 1] ?? ''
  const record: RecordedLine = JSON.parse(line)
  return record
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}
