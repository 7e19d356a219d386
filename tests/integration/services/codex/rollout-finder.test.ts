import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type RolloutFinder,
  createRolloutFinder,
  recentRollouts,
  rolloutFolder,
} from '../../../../src/services/codex/rollout-finder'
import { createManualClock } from '../../../support/manual-clock'
import { createTempDir } from '../../../support/temp-repo'

const noon = new Date(2026, 10, 22, 12).getTime()
let codexHome: string
let finder: RolloutFinder | null

beforeEach(() => {
  codexHome = join(createTempDir('finder'), '.codex')
  finder = null
})

afterEach(() => {
  finder?.stop()
  rmSync(dirname(codexHome), { recursive: true, force: true })
})

function find(nowMs: number) {
  const manual = createManualClock(nowMs)
  const touched = new Set<string>()
  finder = createRolloutFinder({ codexHome, clock: manual.clock })
  finder.onTouched((path) => touched.add(path))
  return { manual, touched }
}

function rollout(atMs: number, name: string): string {
  const path = join(rolloutFolder(codexHome, atMs), `rollout-${name}.jsonl`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '{}\n')
  return path
}

describe('createRolloutFinder', () => {
  it('sees a rollout in a Codex home that was not there when it began', async () => {
    const { touched } = find(noon)
    const path = rollout(noon, 'a')
    await expect.poll(() => touched.has(path)).toBe(true)
  })

  it('sees an older rollout that is written again, and nothing else in the folder', async () => {
    const path = rollout(noon, 'old')
    utimesSync(path, 1, 1)
    const { touched } = find(noon)
    writeFileSync(join(dirname(path), 'notes.txt'), 'x')
    appendFileSync(path, '{}\n')
    await expect.poll(() => [...touched]).toEqual([path])
  })

  it('goes on over midnight, with the day before still watched', async () => {
    const late = new Date(2026, 10, 22, 23, 59).getTime()
    const before = rollout(late, 'before')
    utimesSync(before, 1, 1)
    const { manual, touched } = find(late)
    await manual.advance(120_000)
    const after = rollout(late + 120_000, 'after')
    await expect.poll(() => touched.has(after)).toBe(true)
    appendFileSync(before, '{}\n')
    await expect.poll(() => touched.has(before)).toBe(true)
    expect(dirname(after)).not.toBe(dirname(before))
  })

  it('leaves no timer behind', async () => {
    const { manual } = find(noon)
    finder?.stop()
    expect(manual.pending()).toBe(0)
  })
})

describe('recentRollouts', () => {
  it('lists what was written since a moment, newest first', async () => {
    const write = (atMs: number, name: string) => {
      const path = rollout(atMs, name)
      utimesSync(path, atMs / 1000, atMs / 1000)
      return path
    }
    const day = 86_400_000
    write(noon - 3 * day, 'too old')
    const yesterday = write(noon - day, 'yesterday')
    const today = write(noon, 'today')
    const found = await recentRollouts(codexHome, noon - day, noon)
    expect(found).toEqual([
      { path: today, writtenAtMs: noon },
      { path: yesterday, writtenAtMs: noon - day },
    ])
    expect(await recentRollouts('/nowhere', noon - day, noon)).toEqual([])
  })
})
