import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lastChange } from '../../../src/core/session/last-change'
import type { RepoRequest } from '../../../src/shared/repo-contract'
import { type AppBed, createAppBed, errorOf, patience, wishes } from '../../support/app-bed'
import { keeping } from '../../support/between'
import { createFakeRollout, type FakeRollout } from '../../support/fake-rollout'

const accepted = { ok: true, value: null }
const prompt = 'say hello'

/** A Spark session that Codex has begun. */
async function liveSession(bed: AppBed): Promise<FakeRollout> {
  expect(await bed.send(wishes(bed.repoId).start({ prompt }))).toEqual(accepted)
  await expect.poll(() => bed.session().state, patience).toBe('live')
  await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
  return createFakeRollout({
    codexHome: bed.codex.home,
    cwd: bed.repo.path,
    originator: `firebreak_${bed.session().id}`,
  })
}

/** One write, and the change that it becomes. */
async function save(bed: AppBed, file: string, text: string): Promise<void> {
  const before = bed.session().changes.length
  bed.repo.write(file, text)
  await expect.poll(() => bed.session().changes.length, patience).toBe(before + 1)
}

function stored(bed: AppBed) {
  const session = bed
    .app()
    .store.state()
    .sessions.find(({ id }) => id === bed.session().id)
  if (session === undefined) throw new Error('the session is not there')
  return session
}

/** When the first change of the session was noticed; a busy computer notices late, and Codex is as late then. */
function firstWriteMs(bed: AppBed): number {
  return bed.app().store.state().changes[bed.session().id]?.[0]?.firstWriteMs ?? 0
}

describe('a session', () => {
  it('numbers its changes, labels each with turn and writer, and ends with the launcher', async () => {
    const bed = await createAppBed()
    const rollout = await liveSession(bed)

    rollout.turnStarted('t1', prompt)
    await save(bed, 'a.txt', 'one\ntwo\nthree\nfour\n')
    rollout.patched('t1', 'a.txt', firstWriteMs(bed))
    await expect.poll(() => bed.session().changes[0]?.writer, patience).toBe('codex-patch')
    rollout.commandAsked('t1', 'c1', 'make')
    await expect.poll(() => bed.app().store.state().sessions[0]?.commands, patience).toHaveLength(1)
    await save(bed, 'made.txt', 'made\n')
    rollout.commandEnded('t1', 'c1', 'make')
    await expect.poll(() => bed.app().store.state().sessions[0]?.commands[0]?.endedAtMs, patience).not.toBeNull()
    const asked = bed.codex.asked().filter((method) => method === 'account/rateLimits/read').length
    rollout.turnEnded('t1')
    await expect.poll(() => bed.session().turns[0]?.endedAtMs, patience).not.toBeNull()
    // A turn has moved a limit.
    await expect
      .poll(() => bed.codex.asked().filter((method) => method === 'account/rateLimits/read').length, patience)
      .toBeGreaterThan(asked)

    expect(bed.session()).toMatchObject({
      title: prompt,
      turns: [{ turnId: 't1', prompt }],
      changes: [
        { number: 1, turnId: 't1', writer: 'codex-patch', added: 1, removed: 0, files: [{ path: 'a.txt' }] },
        { number: 2, turnId: 't1', writer: 'codex-command', added: 1, removed: 0, files: [{ path: 'made.txt' }] },
      ],
      unreviewedLines: 2,
    })
    expect(bed.snapshot().repo?.unreviewedLines).toBe(2)

    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    await expect.poll(() => bed.checkpoints(), patience).toEqual(['session-start', 'change', 'change', 'session-end'])
    expect(bed.snapshot().repo?.liveSessionId).toBeNull()
    expect(bed.snapshot().notices).toEqual([])
  })

  it('corrects a label when Codex reports late', async () => {
    const bed = await createAppBed()
    const rollout = await liveSession(bed)
    const turnMs = Date.now()
    await save(bed, 'a.txt', 'hello\n')
    expect(bed.session()).toMatchObject({ changes: [{ writer: 'outside', turnId: null }], unreviewedLines: 0 })
    rollout.turnStarted('t1', prompt, turnMs)
    await expect.poll(() => bed.session().changes[0], patience).toMatchObject({ writer: 'unclear', turnId: 't1' })
    rollout.patched('t1', 'a.txt', firstWriteMs(bed))
    await expect.poll(() => bed.session().changes[0], patience).toMatchObject({ writer: 'codex-patch', turnId: 't1' })
    await expect.poll(() => bed.session().unreviewedLines, patience).toBeGreaterThan(0)
  })

  it('marks what a person types between turns as outside, and a commit of theirs as git, without debt', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await save(bed, 'notes.txt', 'typed\n')
    const before = bed.session().changes.length
    bed.repo.commitAll('mine')
    const head = bed.repo.git('rev-parse', 'HEAD').trim()
    await expect.poll(() => bed.session().changes.length, patience).toBe(before + 1)
    expect(bed.session().changes).toMatchObject([
      { writer: 'outside', headMove: null, files: [{ path: 'notes.txt' }] },
      { writer: 'git', headMove: `you committed ${head.slice(0, 7)}`, files: [] },
    ])
    expect(bed.session().unreviewedLines).toBe(0)
  })

  it('knows a formatter during a turn from one after it, and neither from what is typed there', async () => {
    const bed = await createAppBed({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n' } })
    const rollout = await liveSession(bed)
    rollout.turnStarted('t1', prompt)
    await save(bed, 'a.txt', 'one\n  two\n')
    rollout.patched('t1', 'a.txt', firstWriteMs(bed))
    await expect.poll(() => bed.session().changes[0]?.writer, patience).toBe('codex-patch')
    // Nobody can tell a formatter's write from Codex's own while it works, so it has to be read.
    await save(bed, 'a.txt', 'one\ntwo\n')
    await save(bed, 'b.txt', 'typed during the turn\n')
    rollout.turnEnded('t1')
    await expect.poll(() => bed.session().turns[0]?.endedAtMs, patience).not.toBeNull()
    // What is noticed within a quarter of a second after the end may still be the turn's.
    const ended = bed.session().turns[0]?.endedAtMs ?? 0
    await expect.poll(() => Date.now() - ended, patience).toBeGreaterThan(400)
    await save(bed, 'a.txt', 'one\ntwo;\n')
    expect(bed.session().changes.map(({ writer, turnId }) => [writer, turnId])).toEqual([
      ['codex-patch', 't1'],
      ['unclear', 't1'],
      ['unclear', 't1'],
      ['outside', null],
    ])
    expect(lastChange(stored(bed), bed.app().store.state().changes[bed.session().id] ?? [])).toEqual({
      known: 4,
      number: 3,
      writing: false,
    })
  })

  it('is not joined by a second one, whoever would start it', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    const { start } = wishes(bed.repoId)
    expect(errorOf(await bed.send(start({ lane: 'standard' }))).code).toBe('session-live')
    const byHand = { type: 'session/start-by-hand', repoId: bed.repoId, lane: 'spark' } as const
    expect(errorOf(await bed.send(byHand)).code).toBe('session-live')
    expect(bed.snapshot().sessions).toHaveLength(1)
  })

  it('that is followed no more goes on by itself, records nothing, and still gets its end', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    const { id } = bed.session()
    const run = bed.codex.runIn(bed.repo.path)
    await save(bed, 'a.txt', 'one\n')
    expect(await bed.send({ type: 'session/stop-following', sessionId: id })).toEqual(accepted)
    expect(bed.session()).toMatchObject({ state: 'live', following: false })
    expect(bed.snapshot().repo?.liveSessionId).toBeNull()
    await expect.poll(() => bed.checkpoints(), patience).toEqual(['session-start', 'change', 'session-end'])
    expect(process.kill(run.pid() ?? 0, 0)).toBe(true)

    // The next session takes its own baseline, and what is written belongs to that one.
    bed.repo.commitAll('one')
    expect(await bed.send({ type: 'session/start-by-hand', repoId: bed.repoId, lane: 'standard' })).toEqual(accepted)
    await save(bed, 'a.txt', 'two\n')
    run.exit(0)
    await expect.poll(() => bed.snapshot().sessions.find((session) => session.id === id)?.state, patience).toBe('ended')
    expect(bed.snapshot().sessions.map((session) => session.changes.length)).toEqual([1, 1])
    expect(bed.snapshot().notices).toEqual([])
    expect(errorOf(await bed.send({ type: 'session/stop-following', sessionId: 'nobody' })).code).toBe(
      'unknown-session',
    )
  })

  it('asks before quitting, because checkpoints stop', async () => {
    const bed = await createAppBed()
    await bed.send({ type: 'app/quit' })
    expect(bed.shell.asked).toEqual([])
    expect(bed.shell.quits()).toBe(1)
    await liveSession(bed)
    bed.shell.answers.quit = false
    await bed.send({ type: 'app/quit' })
    expect(bed.shell.asked).toEqual([
      'A session is still on. Codex goes on without Firebreak, but checkpoints and the live diff stop until Firebreak is started again.',
    ])
    expect(bed.shell.quits()).toBe(1)
    bed.shell.answers.quit = true
    await bed.send({ type: 'app/quit' })
    expect(bed.shell.quits()).toBe(2)
  })

  it('with a very long record says that only the end of it is read', async () => {
    const bed = await createAppBed()
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    const rollout = createFakeRollout({
      codexHome: bed.codex.home,
      cwd: bed.repo.path,
      originator: `firebreak_${bed.session().id}`,
      padBytes: 5 * 1024 * 1024,
    })
    rollout.turnStarted('t1', prompt)
    await expect.poll(() => bed.session().turns.length, patience).toBe(1)
    await expect
      .poll(() => bed.snapshot().notices, patience)
      .toMatchObject([{ kind: 'info', message: expect.stringContaining('only its last turns') }])
  })
})

it('that has ended is known to the live diff again after a restart, with its last change', async () => {
  const asked: RepoRequest[] = []
  const bed = await createAppBed({ between: keeping(['show-session', 'last-change'], asked) })
  await liveSession(bed)
  await save(bed, 'a.txt', 'one\n')
  bed.codex.runIn(bed.repo.path).exit(0)
  await expect.poll(() => bed.session().state, patience).toBe('ended')
  await bed.restart()
  await expect.poll(() => bed.snapshot().repo?.gate.kind, patience).toMatch(/open|closed/)
  asked.length = 0
  expect(await bed.send({ type: 'window/open', view: 'diff', repoId: bed.repoId })).toEqual(accepted)
  expect(await bed.send({ type: 'diff/attach', repoId: bed.repoId })).toEqual(accepted)
  const { id: sessionId, baseline, changes } = bed.session()
  const [change] = changes
  const ends = { number: 1, from: change?.previousCheckpointId, to: change?.checkpointId }
  const of = { repoId: bed.repoId, sessionId }
  // Which one is the last is said first, so that nothing else is shown as that meanwhile.
  expect(asked).toEqual([
    { type: 'last-change', ...of, last: { known: 1, number: 1, writing: false } },
    { type: 'show-session', ...of, baseline: baseline?.checkpointId, changes: [ends] },
  ])
})

describe('a session that I start myself', () => {
  it('follows the next Codex session in this repository, and says "probably"', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'not committed\n')
    expect(await bed.send({ type: 'session/start-by-hand', repoId: bed.repoId, lane: 'spark' })).toEqual(accepted)
    expect(bed.session()).toMatchObject({ state: 'starting', sure: false, lane: 'spark' })
    expect(bed.app().store.state().sessions[0]?.startedWithoutGate).toBe('by-hand')
    expect(bed.snapshot().repo?.captureNoticeDue).toBe(false)
    expect(bed.shell.opened.at(-1)).toMatchObject({ view: { view: 'diff' }, focus: false })
    await save(bed, 'a.txt', 'before codex\n')

    const other = await bed.anotherRepo()
    createFakeRollout({ codexHome: bed.codex.home, cwd: other.repo.path })
    const rollout = createFakeRollout({ codexHome: bed.codex.home, cwd: bed.repo.path })
    // Codex holds its rollout open; a rollout that nobody holds is a session that has ended.
    const held = openSync(rollout.path, 'a')
    rollout.turnStarted('t1', prompt)
    await expect.poll(() => bed.session().turns.length, patience).toBe(1)
    expect(bed.session()).toMatchObject({ state: 'live', sure: false, title: prompt })
    expect(bed.app().store.state().sessions[0]?.threadId).toBe(rollout.threadId)

    await bed.send({ type: 'session/stop-following', sessionId: bed.session().id })
    expect(bed.session()).toMatchObject({ state: 'live', following: false })
    closeSync(held)
  })

  it('that never began is over when it is followed no more', async () => {
    const bed = await createAppBed()
    await bed.send({ type: 'session/start-by-hand', repoId: bed.repoId, lane: 'standard' })
    await bed.send({ type: 'session/stop-following', sessionId: bed.session().id })
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    await expect.poll(() => bed.checkpoints(), patience).toEqual(['session-start', 'session-end'])
    const kept = () => readFileSync(join(bed.home, 'sessions', `${bed.session().id}.json`), 'utf8')
    await expect.poll(() => JSON.parse(kept()).state, patience).toBe('ended')
  })
})
