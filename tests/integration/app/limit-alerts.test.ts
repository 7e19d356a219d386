import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AppCommand } from '../../../src/shared/contract'
import { type AppBed, createAppBed, patience } from '../../support/app-bed'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']

const hour = 3600
const resetsAt = Math.round(Date.now() / 1000) + 2 * hour

/** What the server says from now on; the app reads it twice, as it would in the course of time. */
function says(
  bed: AppBed,
  used: { readonly spark?: number; readonly standard?: number },
  moved = 0,
  accountId = 'acct',
): void {
  const bucket = (limitId: string, limitName: string | null, usedPercent: number) => ({
    limitId,
    limitName,
    primary: { usedPercent, windowDurationMins: 300, resetsAt: resetsAt + moved },
  })
  const { spark, standard = 10 } = used
  const rateLimitsByLimitId = {
    codex: bucket('codex', null, standard),
    ...(spark === undefined ? {} : { codex_bengalfox: bucket('codex_bengalfox', 'GPT-5.3-Codex-Spark', spark) }),
  }
  bed.codex.answer('account/rateLimits/read', { result: { rateLimitsByLimitId, accountId } })
}
async function readTwice(bed: AppBed): Promise<void> {
  for (const _ of [1, 2]) await bed.send({ type: 'limits/refresh' })
}
const leftOfSpark = (bed: AppBed) =>
  bed.snapshot().limits.buckets.find(({ lane }) => lane === 'spark')?.windows[0]?.reading

/** The first reading is done, so that what comes is news. */
async function started(
  used: Parameters<typeof says>[1],
  options: Parameters<typeof createAppBed>[0] = {},
): Promise<AppBed> {
  const bed = await createAppBed(options)
  says(bed, used)
  await bed.modelsKnown()
  await bed.send({ type: 'limits/refresh' })
  const left = used.spark === undefined ? undefined : { kind: 'known', leftPercent: 100 - used.spark }
  await expect.poll(() => leftOfSpark(bed), patience).toEqual(left)
  return bed
}

describe('notifications about limits', () => {
  it('tell once that little is left, also across a restart, and open home', async () => {
    const bed = await started({ spark: 50 })
    expect(bed.shell.notified).toEqual([])
    says(bed, { spark: 85 })
    await readTwice(bed)
    await expect.poll(() => bed.shell.notified, patience).toEqual(['Spark: 15 % left of 5 h'])
    bed.shell.clickNotification()
    expect(bed.shell.opened.at(-1)).toEqual({ view: { view: 'home' }, focus: true })

    await bed.restart()
    await expect.poll(() => leftOfSpark(bed), patience).toEqual({ kind: 'known', leftPercent: 15 })
    says(bed, { spark: 100 })
    await readTwice(bed)
    await expect
      .poll(() => bed.shell.notified, patience)
      .toEqual(['Spark: 15 % left of 5 h', 'Spark: nothing left of 5 h'])
    expect(bed.snapshot().limits.low).toBe(true)
  })

  it('tell a reset after a second reading', async () => {
    const bed = await started({ spark: 60 })
    says(bed, { spark: 0 }, 5 * hour)
    await bed.send({ type: 'limits/refresh' })
    await expect.poll(() => leftOfSpark(bed), patience).toEqual({ kind: 'known', leftPercent: 100 })
    expect(bed.shell.notified).toEqual([])
    await bed.send({ type: 'limits/refresh' })
    await expect.poll(() => bed.shell.notified, patience).toEqual(['Spark: 5 h was reset'])
    await readTwice(bed)
    expect(bed.shell.notified).toHaveLength(1)
  })

  it('tell that a bucket vanished', async () => {
    const bed = await started({ spark: 60 })
    says(bed, {})
    await readTwice(bed)
    await expect.poll(() => bed.shell.notified, patience).toEqual(['Spark limit: no longer reported'])
    expect(bed.snapshot().limits.lanesWithout).toEqual(['spark'])
    await readTwice(bed)
    expect(bed.shell.notified).toHaveLength(1)
  })

  it('can be switched off one by one, and come at the user’s thresholds', async () => {
    const bed = await started({ spark: 30, standard: 30 })
    const set = (change: Change) => bed.send({ type: 'settings/set', change })
    await set({ key: 'limitThresholds', value: [10, 60, 60] })
    expect(bed.snapshot().settings.limitAlerts.thresholds).toEqual([60, 10])
    says(bed, { spark: 45, standard: 30 })
    await readTwice(bed)
    await expect.poll(() => bed.shell.notified, patience).toEqual(['Spark: 55 % left of 5 h'])
    await set({ key: 'limitAlert', alert: 'low', value: false })
    says(bed, { spark: 95, standard: 95 })
    await readTwice(bed)
    await set({ key: 'limitAlert', alert: 'low', value: true })
    await readTwice(bed)
    expect(bed.shell.notified).toHaveLength(1)
    expect(await set({ key: 'limitThresholds', value: [101] })).toMatchObject({ ok: false })
  })

  it('keep accounts apart', async () => {
    const bed = await started({ spark: 85 })
    await expect.poll(() => bed.shell.notified, patience).toHaveLength(1)
    says(bed, { spark: 85 }, 0, 'other')
    await readTwice(bed)
    await expect.poll(() => bed.shell.notified, patience).toHaveLength(2)
    says(bed, { spark: 86 })
    await readTwice(bed)
    expect(bed.shell.notified).toHaveLength(2)
  })

  it('begin anew with a broken memory, which is put aside', async () => {
    const bed = await started({ spark: 50 })
    await bed.stop()
    const file = join(bed.home, 'limit-alerts.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1, lastAccount: 'acct' })
    writeFileSync(file, '{"version":1,')
    await bed.restart()
    await expect.poll(() => leftOfSpark(bed), patience).toEqual({ kind: 'known', leftPercent: 50 })
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{"version":1,')
  })
})
