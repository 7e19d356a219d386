import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAppBed, patience, wishes } from '../../support/app-bed'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'

const slow = { timeout: 30_000, interval: 50 }
// A terminal that nobody looks at: `script` gives the launcher a tty.
const terminal = `command="stty cols 120 rows 40; exec '$1' '$2'"
sleep 1000 | TERM=xterm-256color script -qec "$command" /dev/null >/dev/null 2>&1`

describe('the app with the real codex', () => {
  let dir: string
  let repo: TempRepo
  let codex: Bed

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('app-real-codex')
    repo = createTempRepo({ files: { 'README.md': 'hello\nworld\n' } })
    codex = await startBed({ dir: join(dir, 'bed'), trust: [repo.path] })
    await codex.control({ stepPauseMs: 600 })
  }, 300_000)
  afterAll(async () => {
    await codex?.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })

  it('commits, starts, shows who wrote what in which turn, moves the limit and notices the end', async () => {
    const bed = await createAppBed({
      repo,
      terminal,
      real: { path: codex.codex, home: codex.env.CODEX_HOME, env: codex.env },
    })
    await bed.modelsKnown()
    await expect.poll(() => bed.snapshot().limits.state.kind, slow).toBe('known')
    expect(bed.snapshot().lanes.spark).toMatchObject({ offered: 'yes', modelName: 'GPT-5.3-Codex-Spark' })
    const leftOfSpark = () =>
      bed
        .snapshot()
        .limits.buckets.find(({ lane }) => lane === 'spark')
        ?.windows.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.leftPercent] : []))[0]
    const leftBefore = leftOfSpark()
    expect(leftBefore).toBeGreaterThan(0)

    bed.repo.write('mine.txt', 'work\n')
    const prompt =
      '[[steps edit README.md|hello|hello there ;; shell echo more >> README.md; echo new > new.txt ;; say Done.]]'
    const { commitAndStart } = wishes(bed.repoId)
    expect(await bed.send(commitAndStart(['mine.txt'], { prompt }))).toEqual({ ok: true, value: null })
    await expect.poll(() => bed.session().turns[0]?.endedAtMs ?? null, slow).not.toBeNull()
    await expect.poll(() => bed.session().changes.length, patience).toBe(2)
    const { turnId } = bed.session().turns[0] ?? { turnId: '' }
    await expect
      .poll(() => bed.session(), patience)
      .toMatchObject({
        state: 'live',
        sure: true,
        title: expect.stringContaining('[[steps'),
        turns: [{ prompt }],
        changes: [
          { number: 1, turnId, writer: 'codex-patch', files: [{ path: 'README.md', added: 1, removed: 1 }] },
          {
            number: 2,
            turnId,
            writer: 'codex-command',
            files: [
              { path: 'README.md', added: 1, removed: 0 },
              { path: 'new.txt', added: 1, removed: 0 },
            ],
          },
        ],
      })
    expect(bed.repo.read('README.md')).toBe('hello there\nworld\nmore\n')
    await expect.poll(leftOfSpark, slow).toBeLessThan(leftBefore ?? 0)

    bed.closeTerminals()
    await expect.poll(() => bed.session().state, slow).toBe('ended')
    const reasons = ['before-commit', 'session-start', 'change', 'change', 'session-end']
    await expect.poll(() => bed.checkpoints(), patience).toEqual(reasons)
    expect(bed.snapshot().notices).toEqual([])
  }, 90_000)
})
