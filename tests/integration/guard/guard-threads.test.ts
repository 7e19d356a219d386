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

async function guarded(): Promise<GuardBed> {
  const bed = await guardBed()
  const installed = await newCli().json(['guard', 'install', '--yes'], { cwd: bed.repo.path, env: bed.env })
  expect(installed.value).toMatchObject({ state: 'on' })
  return bed
}

async function server({ bed, repo }: GuardBed): Promise<RawAppServer> {
  const started = await startRawAppServer(bed, repo.path)
  onTestFinished(() => started.close())
  return started
}

const threadSchema = z.object({ thread: z.object({ id: z.string() }) })
const hookSchema = z.object({ run: z.object({ status: z.string() }) })
const idOf = (answer: unknown) => threadSchema.parse(answer).thread.id

/** A prompt in a thread; answers what became of the hook. */
async function prompt(codex: RawAppServer, threadId: string, text: string): Promise<string> {
  const [hook, ended] = [codex.next('hook/completed'), codex.next('turn/completed')]
  await codex.call('turn/start', { threadId, model: spark, input: [{ type: 'text', text, text_elements: [] }] })
  await ended
  return hookSchema.parse(await hook).run.status
}

describe('a thread that is taken up again, with the real codex', () => {
  it(
    'is let in as it was when it is resumed, and decided anew when it is forked or its start is gone',
    async () => {
      const bed = await guarded()
      const { repo } = bed
      const requests = async () => (await bed.bed.requests()).length
      const settings = { model: spark, cwd: repo.path, approvalPolicy: 'never', sandbox: 'workspace-write' }
      repo.commitAll('start')

      const first = await server(bed)
      const id = idOf(await first.call('thread/start', settings))
      expect(await prompt(first, id, '[[patch by-spark.txt]]')).toBe('completed')
      expect(repo.git('status', '--porcelain')).toContain('by-spark.txt')

      await first.close()

      const second = await server(bed)
      expect(idOf(await second.call('thread/resume', { threadId: id, ...settings }))).toBe(id)
      expect(await prompt(second, id, '[[say taken up]]')).toBe('completed')

      const fork = idOf(await second.call('thread/fork', { threadId: id, ...settings }))
      expect(fork).not.toBe(id)
      const before = await requests()
      expect(await prompt(second, fork, '[[say forked]]')).toBe('blocked')
      expect(await requests()).toBe(before)
      repo.commitAll('what Spark wrote')
      expect(await prompt(second, fork, '[[say forked]]')).toBe('completed')

      // The session's start is in no history any more.
      repo.git('checkout', '-q', '--orphan', 'elsewhere')
      repo.commitAll('another history')
      writeFileSync(join(repo.path, 'a.txt'), 'changed\n')
      const between = await requests()
      expect(await prompt(second, id, '[[say on]]')).toBe('blocked')
      expect(await requests()).toBe(between)
      repo.git('commit', '-qam', 'work')
      expect(await prompt(second, id, '[[say on]]')).toBe('completed')
    },
    limitMs,
  )
})

describe('the terminal program of Codex', () => {
  it(
    'is refused when a standard session with new work is switched to Spark by /model, until that is committed',
    async () => {
      const { bed, repo, env } = await guarded()
      const terminal = startTerminal(
        [bed.codex, '--no-daemon', '--model', 'gpt-5.5', '--cd', repo.path, '--', '[[patch by-standard.txt]]'],
        { ...env, TERM: 'xterm-256color' },
        repo.path,
      )
      const models = async () => (await bed.requests()).filter(({ title }) => !title).map(({ model }) => model)
      const type = async (keys: string, answer: RegExp) => {
        expect(terminal.text()).not.toMatch(answer)
        terminal.type(keys)
        await expect.poll(() => terminal.text(), patience).toMatch(answer)
      }
      await expect.poll(() => terminal.text(), patience).toMatch(/Done\. The change is in the work tree/)
      expect(repo.git('status', '--porcelain')).toContain('by-standard.txt')
      await type('/model', /choose what model/)
      await type('\r', /5\. GPT-5\.3-Codex-Spark/)
      await type('5', /Reasoning/)
      await type('\r', /Model changed to/)
      const before = await models()
      expect(new Set(before)).toEqual(new Set(['gpt-5.5']))
      // As pasted: keys that come as fast as a program types them take Enter for a part of the text.
      await type('\u001b[200~[[say now fast]]\u001b[201~', /now fast/)
      await type('\r', /Blocked by hook[^]*1\s+file\s+is\s+not\s+committed/)
      expect(await models()).toEqual(before)

      repo.commitAll('what the standard model wrote')
      await type('\u001b[A', /Blocked by hook[^]*now fast/)
      terminal.type('\r')
      await expect.poll(async () => (await models()).at(-1), patience).toBe(spark)
    },
    limitMs,
  )
})
