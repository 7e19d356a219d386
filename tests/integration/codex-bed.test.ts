import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { accountReplySchema, modelListReplySchema, rateLimitsReplySchema } from '../../src/core/codex/messages'
import { type Bed, startBed } from '../support/codex-bed/bed.mjs'
import { reroutedSchema } from '../../src/main/reroutes'
import { type RawAppServer, startRawAppServer } from '../support/codex-bed/raw-app-server'
import { createTempDir, createTempRepo, type TempRepo } from '../support/temp-repo'

const spark = 'gpt-5.3-codex-spark'

describe('the real codex on the stand-in backend', () => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let server: RawAppServer

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('codex-bed')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'README.md': 'hello\nworld\n' } })
    bed = await startBed({ dir, trust: [repo.path] })
    await bed.control({ stepPauseMs: 0 })
    server = await startRawAppServer(bed, repo.path)
  }, 300_000)

  afterAll(async () => {
    await server?.close()
    await bed?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  it('is signed in with ChatGPT', async () => {
    const { account } = accountReplySchema.parse(await server.call('account/read', {}))
    expect(account).toEqual({ type: 'chatgpt', email: 'dev@example.test', planType: 'pro' })
  })

  it('reports two buckets of two windows each', async () => {
    await bed.control({ std: { primary: 12, secondary: 34 }, spark: { primary: 56, secondary: 7 } })
    const reply = rateLimitsReplySchema.parse(await server.call('account/rateLimits/read', {}))
    const used = Object.entries(reply.rateLimitsByLimitId ?? {}).map(([id, bucket]) => [
      id,
      [bucket?.primary?.usedPercent, bucket?.secondary?.usedPercent],
    ])
    expect(Object.fromEntries(used)).toEqual({ codex: [12, 34], codex_bengalfox: [56, 7] })
  })

  it('offers Spark', async () => {
    const { data } = modelListReplySchema.parse(await server.call('model/list', {}))
    expect(data.map((row) => row.model)).toContain(spark)
  })

  it('patches a file and runs a command in one turn', async () => {
    const turn = await runTurn('[[steps edit README.md|hello|hello there ;; shell echo more >> README.md]]')
    expect(turn).toEqual({ status: 'completed', error: null })
    expect(repo.read('README.md')).toBe('hello there\nworld\nmore\n')
  })

  it('can be held in the middle of a turn', async () => {
    const turn = runTurn('[[steps patch held.txt|one ;; hold ;; shell echo two >> held.txt]]')
    await expect.poll(async () => (await bed.control({})).held, { timeout: 10_000 }).toBe(1)
    expect(repo.read('held.txt')).toBe('one\n')
    await bed.control({ hold: false })
    await turn
    expect(repo.read('held.txt')).toBe('one\ntwo\n')
  })

  it('says in words only that a model is refused', async () => {
    const turn = await runTurn('[[unsupported]]')
    expect(turn.status).toBe('failed')
    expect(turn.error?.message).toContain('not supported when using Codex with a ChatGPT account')
  })

  it('tells the client of a thread that another model answered, and the notice has what it needs of that', async () => {
    await bed.control({ servedAs: 'gpt-5.4' })
    const told = server.next('model/rerouted')
    expect(await runTurn('[[say hi]]')).toEqual({ status: 'completed', error: null })
    await bed.control({ servedAs: null })
    expect(reroutedSchema.parse(await told)).toMatchObject({ fromModel: spark, toModel: 'gpt-5.4' })
  })

  it('stays on loopback', async () => {
    expect(await bed.strayHosts()).toEqual([])
    const models = (await bed.requests()).map((request) => request.model)
    expect(new Set(models)).toEqual(new Set([spark]))
  })

  async function runTurn(text: string) {
    const started = await server.call('thread/start', {
      model: spark,
      cwd: repo.path,
      approvalPolicy: 'never',
      sandbox: 'workspace-write',
    })
    const { thread } = z.object({ thread: z.object({ id: z.string() }) }).parse(started)
    const completed = server.next('turn/completed')
    await server.call('turn/start', { threadId: thread.id, input: [{ type: 'text', text, text_elements: [] }] })
    return turnCompletedSchema.parse(await completed).turn
  }
})

const turnCompletedSchema = z.object({
  turn: z.object({ status: z.string(), error: z.object({ message: z.string() }).nullable() }),
})
