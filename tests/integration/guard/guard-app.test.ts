import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAppBed, patience, wishes } from '../../support/app-bed'
import { guardBed, spark } from './guard-bed'

const limitMs = 120_000

async function appWithGuard() {
  const bed = await guardBed()
  const codexHome = bed.bed.env.CODEX_HOME
  const app = await createAppBed({
    repo: bed.repo,
    real: { path: bed.bed.codex, home: codexHome, env: bed.bed.env },
  })
  const light = () => app.snapshot().guard.light
  await expect.poll(light, patience).toBe('not-installed')
  return { bed, app, light, file: (name: string) => join(codexHome, name) }
}

describe('the guard in the app, with the real codex', () => {
  it(
    'says each refusal within two seconds, and one press commits and lets through',
    async () => {
      const { bed, app, light } = await appWithGuard()
      bed.repo.git('config', 'user.name', 'Ada')
      bed.repo.git('config', 'user.email', 'ada@example.invalid')
      expect(await app.send({ type: 'guard/install' })).toEqual({ ok: true, value: null })
      expect(light()).toBe('on')

      writeFileSync(join(bed.repo.path, 'a.txt'), 'changed\n')
      await bed.exec(spark, '[[say no]]')
      const refusedAtMs = Date.now()
      await expect.poll(() => app.shell.notified, patience).toEqual(['Spark prompt refused in repo'])
      expect(Date.now() - refusedAtMs).toBeLessThan(2000)
      const [refusal] = app.snapshot().guard.refusals
      expect(refusal).toMatchObject({ message: '1 uncommitted file: a.txt.', canCommit: true, open: true })
      expect(await bed.bed.requests()).toEqual([])

      app.shell.pressNotification()
      await expect.poll(() => app.snapshot().guard.refusals[0]?.open, patience).toBe(false)
      expect(bed.repo.git('status', '--porcelain')).toBe('')
      await bed.exec(spark, '[[say yes]]')
      expect(await bed.bed.requests()).toMatchObject([{ model: spark, prompt: '[[say yes]]' }])

      // What was answered is not asked again after a restart, and what came meanwhile is.
      await app.stop()
      writeFileSync(join(bed.repo.path, 'a.txt'), 'changed again\n')
      await bed.exec(spark, '[[say not again]]')
      await app.restart()
      const open = () => app.snapshot().guard.refusals.map((one) => one.open)
      await expect.poll(open, patience).toEqual([true, false])
      await app.send({ type: 'guard/dismiss', refusalId: app.snapshot().guard.refusals[0]?.id ?? '' })
      expect(open()).toEqual([false, false])
    },
    limitMs,
  )

  it(
    'lets one prompt of a session through, and the next session not',
    async () => {
      const { bed, app } = await appWithGuard()
      await app.send({ type: 'guard/install' })
      writeFileSync(join(bed.repo.path, 'a.txt'), 'changed\n')
      const first = await bed.exec(spark, '[[say no]]', '--json')
      const session = /"thread_id":"([^"]+)"/.exec(first.out)?.[1] ?? ''
      await expect.poll(() => app.snapshot().guard.refusals.length, patience).toBe(1)
      await app.send({ type: 'guard/let-through', refusalId: app.snapshot().guard.refusals[0]?.id ?? '' })
      await bed.exec(spark, '[[say other session]]')
      await bed.exec(spark, '[[say again]]', 'resume', session)
      await bed.exec(spark, '[[say and on]]', 'resume', session)
      expect((await bed.bed.requests()).map(({ prompt }) => prompt)).toEqual(['[[say again]]', '[[say and on]]'])
    },
    limitMs,
  )

  it(
    'follows what is held back, a pause, and a start by hand',
    async () => {
      const { bed, app } = await appWithGuard()
      await app.send({ type: 'guard/install' })
      const requests = async () => (await bed.bed.requests()).length
      writeFileSync(join(bed.repo.path, 'notes ü.txt'), 'mine\n')
      await bed.exec(spark, '[[say one]]')
      expect(await requests()).toBe(0)

      const rules = join(app.home, 'guard', 'repos', app.repoId)
      await app.send({ type: 'repo/hold-back', repoId: app.repoId, path: 'notes ü.txt' })
      await expect.poll(() => textOf(join(rules, 'held-back')), patience).toBe('"notes \\303\\274.txt"\n')
      await bed.exec(spark, '[[say two]]')
      expect(await requests()).toBe(1)

      await app.send({ type: 'repo/release', repoId: app.repoId, path: 'notes ü.txt' })
      await expect.poll(() => textOf(join(rules, 'held-back')), patience).toBe(null)
      await app.send({ type: 'gate/pause', repoId: app.repoId, until: '30-minutes' })
      await expect.poll(() => textOf(join(rules, 'paused-until')), patience).not.toBe(null)
      await bed.exec(spark, '[[say three]]')
      expect(await requests()).toBe(2)

      await app.send({ type: 'gate/resume', repoId: app.repoId })
      await expect.poll(() => textOf(join(rules, 'paused-until')), patience).toBe(null)
      expect(await app.send({ type: 'session/start-by-hand', repoId: app.repoId, lane: 'spark' })).toMatchObject({
        ok: true,
      })
      await bed.exec(spark, '[[say four]]')
      expect(await requests()).toBe(3)
      await bed.exec(spark, '[[say five]]')
      expect(await requests()).toBe(3)
    },
    limitMs,
  )

  it(
    'does not ask a session that Firebreak started past the gate',
    async () => {
      const bed = await guardBed()
      const app = await createAppBed({
        repo: bed.repo,
        real: { path: bed.bed.codex, home: bed.bed.env.CODEX_HOME, env: bed.bed.env },
        // The launcher opens the terminal program of Codex; it is exec that can be waited for.
        terminal: 'exec "$@" </dev/null >/dev/null 2>&1',
      })
      await expect.poll(() => app.snapshot().guard.light, patience).toBe('not-installed')
      await app.send({ type: 'guard/install' })
      writeFileSync(join(bed.repo.path, 'a.txt'), 'changed\n')
      const way = { kind: 'start-anyway', reason: 'Only a question' } as const
      expect(await app.send(wishes(app.repoId).start({ way, tryAnyway: true }))).toMatchObject({ ok: true })
      const passes = readFileSync(join(app.home, 'guard', 'gated'), 'utf8')
      expect(passes).toBe(`${spark}\n`)
    },
    limitMs,
  )

  it(
    'shows what became of it, as soon as a file changes',
    async () => {
      const { app, light, file } = await appWithGuard()
      const before = readFileSync(file('config.toml'), 'utf8')
      await app.send({ type: 'guard/install' })
      expect(light()).toBe('on')
      const [hooks, config] = [readFileSync(file('hooks.json'), 'utf8'), readFileSync(file('config.toml'), 'utf8')]
      writeFileSync(file('config.toml'), before)
      await expect.poll(light, patience).toBe('not-trusted')
      expect(app.snapshot().guard.lost).toBe(true)
      writeFileSync(file('config.toml'), config)
      await expect.poll(light, patience).toBe('on')
      writeFileSync(file('hooks.json'), hooks.replace('60', '61'))
      await expect.poll(light, patience).toBe('modified')
      writeFileSync(file('hooks.json'), hooks)
      writeFileSync(file('config.toml'), config.replace('[features]\n', '[features]\nhooks = false\n'))
      await expect.poll(light, patience).toBe('off-by-config')
      await app.restart()
      await expect.poll(light, patience).toBe('off-by-config')
      writeFileSync(file('config.toml'), config)
      await expect.poll(light, patience).toBe('on')
      await app.send({ type: 'guard/uninstall' })
      expect(light()).toBe('not-installed')
      expect(readFileSync(file('config.toml'), 'utf8')).toBe(before)
    },
    limitMs,
  )

  it(
    'asks Codex again when another repository is shown, whose own configuration can switch hooks off',
    async () => {
      const { bed, app, light, file } = await appWithGuard()
      const { repo: other } = await app.anotherRepo({ '.codex/config.toml': '[features]\nhooks = false\n' })
      appendFileSync(file('config.toml'), `\n[projects.${JSON.stringify(other.path)}]\ntrust_level = "trusted"\n`)
      await app.send({ type: 'guard/install' })
      expect(light()).toBe('on')
      await app.use(other)
      await expect.poll(light, patience).toBe('off-by-config')
      await app.use(bed.repo)
      await expect.poll(light, patience).toBe('on')
    },
    limitMs,
  )
})

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
