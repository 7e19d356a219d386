import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { LimitSample } from '../../../src/core/limits/history-port'
import { historyFile } from '../../../src/services/history/history-file'
import { createHistoryServer } from '../../../src/services/history/history-server'
import { builtCli } from '../../support/cli'

const MINUTE = 60_000
const cli = builtCli()
// The tests' build lies elsewhere than the packages.
const env = { NODE_PATH: join(import.meta.dirname, '../../../node_modules') }

function record(home: string, samples: readonly LimitSample[]): void {
  const server = createHistoryServer({ file: historyFile(home), role: 'keeper', now: () => Date.now() })
  onTestFinished(() => server.close())
  expect(server.write({ type: 'write', samples, now: Date.now() }).result.ok).toBe(true)
}

it('prints samples, burn rate and forecast of every window, while the app has the database open', async () => {
  const firebreak = cli()
  const now = Date.now()
  const spark = { accountId: 'acc-1', limitId: 'codex_bengalfox', windowMinutes: 300, resetsAt: now + 60 * MINUTE }
  const samples = [40, 30, 20, 10, 0].map((ago) => ({ ...spark, at: now - ago * MINUTE - 1, usedPercent: 90 - ago }))
  record(firebreak.home, [
    ...samples,
    { ...spark, limitId: 'codex', windowMinutes: 10_080, at: now - 1, usedPercent: 34 },
  ])

  const { code, value } = await firebreak.json(['limits', '--history'], { env })
  expect(code).toBe(0)
  expect(value).toMatchObject({
    windows: [
      { limitId: 'codex', minutes: 10_080, label: 'weekly', usedPercentPerHour: null, samples: [{ leftPercent: 66 }] },
      {
        accountId: 'acc-1',
        limitId: 'codex_bengalfox',
        minutes: 300,
        label: '5 h',
        usedPercentPerHour: 60,
        forecast: { state: 'runs-out', usedPercentPerHour: 60 },
        samples: [50, 40, 30, 20, 10].map((leftPercent) => ({
          leftPercent,
          resetsAt: new Date(spark.resetsAt).toISOString(),
        })),
      },
    ],
  })
  const text = (await firebreak.run(['limits', '--history'], { env })).stdout.toString()
  expect(text).toMatch(/codex_bengalfox, 5 h of account acc-1\n {2}5 readings since .*, 10 % left at /)
  expect(text).toMatch(/at this pace until (?:\w{3} )?\d\d:\d\d, reset (?:\w{3} )?\d\d:\d\d/)
})

it('says that there is nothing yet, and makes nothing', async () => {
  const firebreak = cli()
  expect((await firebreak.json(['limits', '--history'], { env })).value).toEqual({ windows: [] })
  expect((await firebreak.run(['limits', '--history'], { env })).stdout.toString()).toMatch(
    /^No limits were recorded yet/,
  )
  expect(existsSync(historyFile(firebreak.home))).toBe(false)
})

it('leaves a broken database to the app, and says so', async () => {
  const firebreak = cli()
  writeFileSync(historyFile(firebreak.home), 'not a database, '.repeat(500))
  const { code, value } = await firebreak.json(['limits', '--history'], { env })
  expect(code).toBe(2)
  expect(value).toMatchObject({ error: { code: 'LIMITS_HISTORY_UNAVAILABLE' } })
  expect(readdirSync(firebreak.home)).toEqual(['limits.sqlite'])
})
