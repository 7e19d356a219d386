import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRolloutDecoder } from '../../src/core/codex/rollout'
import type { RolloutEvent } from '../../src/core/codex/rollout-event'
import { peekRollout } from '../../src/services/codex/peek-rollout'
import { readRollout } from '../../src/services/codex/rollout-reader'
import { systemClock } from '../../src/services/system-clock'
import { createTempDir } from '../support/temp-repo'
import type { FuzzTarget } from './target'

const fixtures = join(process.cwd(), 'tests', 'fixtures', 'rollouts')
const newline = 10

/** Lines that Codex of several versions wrote. */
const recorded: readonly string[] = readdirSync(fixtures)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(join(fixtures, name), 'utf8').split('\n'))
  .filter((line) => line !== '' && line.length < 20_000)

const odd: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"type":5,"payload":{}}',
  '{"type":"event_msg","payload":null}',
  '{"type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"total_tokens":"many"}}}}',
  '{"timestamp":"not a time","type":"event_msg","payload":{"type":"task_started","turn_id":7}}',
  '{"type":"world_state","payload":{"__proto__":{"polluted":true}}}',
  `{"type":"turn_context","payload":{"model":"\u{1f525}","cwd":"/\ud800"}}`,
  `{"type":"compacted","payload":${'['.repeat(3000)}${']'.repeat(3000)}}`,
]

/**
 * A rollout that is written in pieces cut anywhere, rotated, replaced and cut, read and looked at while that happens:
 * whatever the pieces, what is handed on is what its whole lines say, in order, and nothing throws.
 */
export const readingOn: FuzzTarget = {
  name: 'rollouts: written in pieces, rotated and replaced',
  rounds: 20,
  async round(chance) {
    const dir = createTempDir('fuzz-rollout')
    try {
      await oneFile(dir, () => chance.next())
    } finally {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    }
  },
}

async function oneFile(dir: string, random: () => number): Promise<void> {
  const path = join(dir, 'rollout-fuzz.jsonl')
  const read: RolloutEvent[] = []
  const wanted: RolloutEvent[] = []
  let written = Buffer.alloc(0)
  const reader = readRollout({ path, clock: systemClock, onEvents: (events) => read.push(...events), onNote: () => {} })
  const upto = (below: number): number => Math.floor(random() * below)
  const compare = async (step: string): Promise<void> => {
    await reader.caughtUp()
    // A hint of the folder can have begun to read before the last write.
    await reader.caughtUp()
    const now = [...wanted, ...eventsOf(written)]
    if (JSON.stringify(read) !== JSON.stringify(now))
      throw new Error(`after ${step}: read ${read.length} events, ${now.length} were written`)
    await peekRollout(path)
  }
  try {
    for (let file = 0; file < 1 + upto(3); file++) {
      const bytes = content(random)
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + 1 + upto(random() < 0.3 ? 8 : 6000))
        appendFileSync(path, piece)
        written = Buffer.concat([written, piece])
        at += piece.length
        if (random() < 0.3) await compare('a piece')
      }
      await compare('a file')
      const how = upto(4)
      if (how === 3) continue
      wanted.push(...eventsOf(written))
      written = Buffer.alloc(0)
      if (how === 0) renameSync(path, `${path}.${file}`)
      else if (how === 1) rmSync(path)
      else truncateSync(path)
      if (how === 2 || random() < 0.5) await reader.caughtUp()
      if (how !== 2 && random() < 0.5) writeFileSync(path, '')
    }
  } finally {
    reader.stop()
  }
}

function content(random: () => number): Buffer {
  const parts: Buffer[] = []
  const count = 1 + Math.floor(random() * 30)
  for (let line = 0; line < count; line++) parts.push(oneLine(random), Buffer.from(random() < 0.1 ? '\r\n' : '\n'))
  // The last line waits for its end.
  if (random() < 0.5) parts.push(oneLine(random))
  return Buffer.concat(parts)
}

function oneLine(random: () => number): Buffer {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  const kind = random()
  const line = Buffer.from(pick(kind < 0.7 ? recorded : odd))
  if (kind < 0.85 || line.length === 0) return line
  const at = Math.floor(random() * line.length)
  // A byte that is another, or the rest of the line is missing: half code points among them.
  if (kind < 0.93) return line.subarray(0, at)
  line[at] = Math.floor(random() * 256)
  return line[at] === newline ? Buffer.alloc(0) : line
}

/** What the whole lines say, by the decoder alone. */
function eventsOf(bytes: Buffer): readonly RolloutEvent[] {
  const decoder = createRolloutDecoder()
  const decode = new TextDecoder()
  const events: RolloutEvent[] = []
  for (let at = 0, end = bytes.indexOf(newline); end !== -1; at = end + 1, end = bytes.indexOf(newline, at)) {
    const line = bytes.subarray(at, bytes[end - 1] === 13 && end > at ? end - 1 : end)
    events.push(...decoder.decode(decode.decode(line)))
  }
  return events
}
