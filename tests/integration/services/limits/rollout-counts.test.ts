import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRolloutFinder, rolloutFolder } from '../../../../src/services/codex/rollout-finder'
import {
  createRolloutCounts,
  readRolloutLimits,
  type RolloutTold,
} from '../../../../src/services/limits/rollout-counts'
import { systemClock } from '../../../../src/services/system-clock'
import { createTempDir } from '../../../support/temp-repo'

const patience = { timeout: 10_000, interval: 25 }
const fixture = (name: string) => new URL(`../../../fixtures/rollouts/${name}`, import.meta.url)

/** Rollouts of today in a Codex home of their own. */
function setUp() {
  const codexHome = createTempDir('rollout-counts')
  const folder = rolloutFolder(codexHome, Date.now())
  mkdirSync(folder, { recursive: true })
  const told: RolloutTold[] = []
  const finder = createRolloutFinder({ codexHome, clock: systemClock })
  const counts = createRolloutCounts({ codexHome, clock: systemClock, finder, onTold: (one) => told.push(one) })
  onTestFinished(() => {
    counts.stop()
    finder.stop()
    rmSync(codexHome, { recursive: true, force: true })
  })
  const total = () => told.flatMap(({ counted }) => counted).reduce((sum, { tokens }) => sum + tokens.total, 0)
  return { codexHome, file: (name: string) => join(folder, `rollout-${name}.jsonl`), told, counts, total }
}
const count = (total: number) =>
  `${JSON.stringify({ timestamp: '2026-11-22T10:00:00Z', type: 'event_msg', payload: { type: 'token_count', info: { total_token_usage: { total_tokens: total, input_tokens: total, output_tokens: 0 } } } })}\n`
const first = (id: string) =>
  `${JSON.stringify({ timestamp: '2026-11-22T09:00:00Z', type: 'session_meta', payload: { id, cwd: '/', timestamp: '2026-11-22T09:00:00Z' } })}\n`

it('reads what is there, and then only what is added', async () => {
  const { file, told, counts, total } = setUp()
  copyFileSync(fixture('tui-0.169.0.jsonl'), file('a'))
  counts.start()
  await counts.caughtUp()
  expect(total()).toBe(34_389)
  expect(told.flatMap(({ limits }) => limits).map(({ snapshot }) => snapshot.limitId)).toEqual(['codex_bengalfox'])

  copyFileSync(fixture('exec-0.104.0.jsonl'), file('b'))
  await expect.poll(total, patience).toBe(34_389 + 17_472)
  const limits = told.at(-1)?.limits.map(({ snapshot }) => [snapshot.limitId, snapshot.primary?.usedPercent])
  expect(limits).toEqual([
    ['codex', 21],
    ['codex_bengalfox', 71],
  ])
  appendFileSync(file('b'), count(20_000))
  await expect.poll(total, patience).toBe(34_389 + 20_000)
})

it('waits for the end of a line, and goes on after garbage and an unreadable moment', async () => {
  const { file, counts, total } = setUp()
  const line = count(500)
  writeFileSync(file('a'), `${first('t')}${line.slice(0, 40)}`)
  counts.start()
  await counts.caughtUp()
  expect(total()).toBe(0)
  appendFileSync(file('a'), line.slice(40))
  await expect.poll(total, patience).toBe(500)
  appendFileSync(file('a'), `{"token_count" \u0000 garbage\n"token_count"\n[1]\n${count(700)}`)
  await expect.poll(total, patience).toBe(700)
})

it('counts nothing twice when a file is put in place of itself', async () => {
  const { file, counts, total } = setUp()
  writeFileSync(file('a'), `${first('t')}${count(500)}`)
  counts.start()
  await counts.caughtUp()
  writeFileSync(file('new'), `${first('t')}${count(500)}${count(700).replace('T10:', 'T11:')}`)
  renameSync(file('new'), file('a'))
  await expect.poll(total, patience).toBe(700)
})

it('reads a file anew that was cut', async () => {
  const { file, counts, told, total } = setUp()
  writeFileSync(file('a'), `${first('t')}${count(500)}`)
  counts.start()
  await counts.caughtUp()
  truncateSync(file('a'), 0)
  appendFileSync(file('a'), `${first('u')}${count(30)}`)
  await expect
    .poll(() => told.flatMap(({ counted }) => counted).map(({ threadId }) => threadId), patience)
    .toEqual(['t', 'u'])
  expect(total()).toBe(530)
})

it('counts a very long file from its end on', async () => {
  const { file, counts, total } = setUp()
  const filler = `${JSON.stringify({ type: 'response_item', payload: { text: 'x'.repeat(1024 * 1024) } })}\n`
  writeFileSync(file('a'), first('t'))
  appendFileSync(file('a'), count(1000))
  for (let i = 0; i < 36; i++) appendFileSync(file('a'), filler)
  appendFileSync(file('a'), count(5000) + count(5100))
  counts.start()
  await counts.caughtUp()
  expect(total()).toBe(100)
}, 30_000)

it('looks at the last eight days only', async () => {
  const { codexHome, counts, total } = setUp()
  const old = join(rolloutFolder(codexHome, Date.now() - 10 * 86_400_000), 'rollout-old.jsonl')
  mkdirSync(dirname(old), { recursive: true })
  writeFileSync(old, `${first('t')}${count(500)}`)
  const then = (Date.now() - 10 * 86_400_000) / 1000
  utimesSync(old, then, then)
  counts.start()
  await counts.caughtUp()
  expect(total()).toBe(0)
})

it('tells who asks once the newest of each bucket last', async () => {
  const { codexHome, file } = setUp()
  copyFileSync(fixture('exec-0.104.0.jsonl'), file('b'))
  const lines = readFileSync(fixture('tui-0.169.0.jsonl'))
  writeFileSync(file('a'), lines)
  const told = await readRolloutLimits(codexHome, Date.now())
  expect(told.map(({ snapshot }) => snapshot.limitId)).toEqual(['codex_bengalfox', 'codex', 'codex_bengalfox'])
  expect(await readRolloutLimits(join(codexHome, 'none'), Date.now())).toEqual([])
})
