import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRolloutDecoder } from '../../src/core/codex/rollout'
import type { RolloutEvent } from '../../src/core/codex/rollout-event'
import { readRollout } from '../../src/services/codex/rollout-reader'
import { systemClock } from '../../src/services/system-clock'
import { chunksOf, mutateBytes, mutateJson } from './mutate'
import { type Chance, type FuzzTarget, must, same } from './target'

const fixtures = ['exec-0.104.0', 'tui-0.169.0'].map((name) =>
  readFileSync(join(process.cwd(), 'tests', 'fixtures', 'rollouts', `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean),
)

/** Whatever stands in a rollout, the decoder goes on, and what it tells is of the shape it promises. */
export const decoding: FuzzTarget = {
  name: 'rollouts: decoding',
  rounds: 150,
  round(chance) {
    const decoder = createRolloutDecoder()
    for (const line of mutatedLines(chance)) for (const event of decoder.decode(line)) checkEvent(event, line)
  },
}

/** A file that grows, is replaced or cut tells the same as its whole lines do. */
export const following: FuzzTarget = {
  name: 'rollouts: following a file',
  rounds: 12,
  async round(chance) {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-fuzz-'))
    const path = join(folder, 'rollout.jsonl')
    writeFileSync(path, '')
    let events: RolloutEvent[] = []
    const reader = readRollout({
      path,
      clock: systemClock,
      onEvents: (some) => events.push(...some),
      onNote: () => {},
    })
    try {
      for (let lives = 1 + chance.int(3); lives > 0; lives--) {
        await reader.caughtUp()
        events = []
        const bytes = mutateBytes(Buffer.from(mutatedLines(chance).join('\n')), chance)
        for (const chunk of chunksOf(bytes, chance).slice(0, 60)) {
          appendFileSync(path, chunk)
          if (chance.odds(0.2)) await reader.caughtUp()
        }
        await reader.caughtUp()
        same(events, eventsOf(readFileSync(path)), 'other events than in the file')
        if (chance.odds(0.5)) truncateSync(path)
        else {
          writeFileSync(`${path}.new`, '')
          renameSync(`${path}.new`, path)
        }
      }
    } finally {
      reader.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function eventsOf(bytes: Buffer): readonly RolloutEvent[] {
  const decoder = createRolloutDecoder()
  const text = new TextDecoder()
  const events: RolloutEvent[] = []
  let start = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const line = bytes.subarray(start, end)
    events.push(...decoder.decode(text.decode(line.at(-1) === 13 ? line.subarray(0, -1) : line)))
    start = end + 1
  }
  return events
}

function mutatedLines(chance: Chance): readonly string[] {
  return chance.pick(fixtures).flatMap((line) => {
    if (chance.odds(0.1)) return []
    if (chance.odds(0.1)) return [Buffer.from(mutateBytes(Buffer.from(line), chance)).toString('utf8')]
    const value: unknown = JSON.parse(line)
    const mutated = JSON.stringify(chance.odds(0.6) ? mutateJson(value, chance) : value)
    return chance.odds(0.05) ? [mutated, mutated] : [mutated]
  })
}

function checkEvent(event: RolloutEvent, line: string): void {
  for (const [name, value] of Object.entries(event)) {
    if (name.endsWith('AtMs') || name === 'atMs') must(Number.isFinite(value), `${event.kind} without a time`, line)
    if (name === 'turnId' || name === 'callId') must(value === null || typeof value === 'string', name, line)
  }
  if (event.kind === 'session-meta') must(event.cwd.startsWith('/'), 'a folder that is not absolute', line)
  if (event.kind === 'patch')
    must(
      event.paths.every((path) => path.startsWith('/')),
      'a path that is not absolute',
      line,
    )
  if (event.kind === 'token-count' && event.usage !== null)
    must(Object.values(event.usage).every(Number.isFinite), 'tokens that are no number', line)
}
