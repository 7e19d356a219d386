import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { builtCli } from '../../support/cli'
import { type RawAppServer, startRawAppServer } from '../../support/codex-bed/raw-app-server'
import { startTerminal } from '../../support/typed-terminal'
import { type GuardBed, guardBed, spark } from './guard-bed'

const newCli = builtCli()
const limitMs = 120_000
const patience = { timeout: 20_000, interval: 50 }
const standard = 'gpt-5.5'

async function guarded(): Promise<GuardBed> {
  const bed = await guardBed()
  const installed = await newCli().json(['guard', 'install', '--yes'], { cwd: bed.repo.path, env: bed.env })
  expect(installed.value).toMatchObject({ state: 'on' })
  return bed
}

const startedSchema = z.object({ thread: z.object({ id: z.string() }) })
const hookSchema = z.object({
  run: z.object({ status: z.string(), entries: z.array(z.object({ text: z.string() })) }),
})

/** One thread of an app-server; a turn answers what the hook said, after it has ended. */
async function thread(server: RawAppServer, cwd: string, model: string) {
  const started = await server.call('thread/start', { model, cwd, approvalPolicy: 'never', sandbox: 'workspace-write' })
  const { id: threadId } = startedSchema.parse(started).thread
  return async (prompt: string, more: object = {}) => {
    const [hook, ended] = [server.next('hook/completed'), server.next('turn/completed')]
    await server.call('turn/start', { threadId, input: [{ type: 'text', text: prompt, text_elements: [] }], ...more })
    await ended
    const { run } = hookSchema.parse(await hook)
    return { status: run.status, said: run.entries.map(({ text }) => text).join('\n') }
  }
}

describe('the guard on every surface of the real codex', () => {
  it(
    'app-server: refused while dirty, also after a switch to Spark; let in once, a session stays in',
    async () => {
      const { bed, repo } = await guarded()
      const server = await startRawAppServer(bed, repo.path)
      onTestFinished(() => server.close())
      const models = async () => (await bed.requests()).map(({ model }) => model)

      writeFileSync(join(repo.path, 'a.txt'), 'changed\n')
      const first = await thread(server, repo.path, spark)
      const refused = await first('[[say hello]]')
      expect(refused.status).toBe('blocked')
      expect(refused.said).toMatch(
        /^Firebreak: 1 file is not committed in repo: a\.txt\. Commit, then send the prompt again/,
      )
      expect(await models()).toEqual([])

      repo.git('commit', '-qam', 'work')
      expect((await first('[[patch by-spark.txt]]')).status).toBe('completed')
      expect(repo.git('status', '--porcelain')).toContain('by-spark.txt')
      expect((await first('[[say second]]')).status).toBe('completed')
      expect(new Set(await models())).toEqual(new Set([spark]))

      repo.commitAll('what Spark wrote')
      const other = await thread(server, repo.path, standard)
      expect((await other('[[patch by-standard.txt]]')).status).toBe('completed')
      const before = (await models()).length
      expect((await other('[[say now fast]]', { model: spark })).status).toBe('blocked')
      expect((await models()).length).toBe(before)
      repo.commitAll('what the other model wrote')
      expect((await other('[[say now fast]]', { model: spark })).status).toBe('completed')
      expect((await models()).at(-1)).toBe(spark)
    },
    limitMs,
  )

  it(
    'terminal: refused with its reason, and the Up key brings the prompt back',
    async () => {
      const { bed, repo, env } = await guarded()
      writeFileSync(join(repo.path, 'a.txt'), 'changed\n')
      const terminal = startTerminal(
        [bed.codex, '--no-daemon', '--model', spark, '--cd', repo.path, '--', '[[say hello]] from the terminal'],
        { ...env, TERM: 'xterm-256color' },
        repo.path,
      )
      await expect.poll(() => terminal.text(), patience).toMatch(/Blocked by hook[^]*1\s+file\s+is\s+not\s+committed/)
      expect(await bed.requests()).toEqual([])
      repo.git('commit', '-qam', 'work')
      terminal.type('\u001b[A')
      await expect.poll(() => terminal.text(), patience).toMatch(/Blocked by hook[^]*from the terminal/)
      terminal.type('\r')
      await expect.poll(async () => (await bed.requests())[0], patience).toMatchObject({ model: spark, title: false })
    },
    limitMs,
  )

  it(
    'exec: refused, and let through only by whoever switches hooks off for a run',
    async () => {
      const bed = await guarded()
      writeFileSync(join(bed.repo.path, 'a.txt'), 'changed\n')
      const { code, out } = await bed.exec(spark, '[[say refused]]')
      expect([code, /hook: UserPromptSubmit Blocked/.test(out)]).toEqual([0, true])
      expect(await bed.bed.requests()).toEqual([])
      await bed.exec(spark, '[[say off]]', '-c', 'features.hooks=false')
      expect(await bed.bed.requests()).toHaveLength(1)
    },
    limitMs,
  )
})
