import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AppBed, createAppBed, errorOf, patience, wishes } from '../../support/app-bed'
import { createFakeRollout } from '../../support/fake-rollout'

const accepted = { ok: true, value: null }

async function liveSession(bed: AppBed): Promise<void> {
  expect(await bed.send(wishes(bed.repoId).start({ prompt: 'go' }))).toEqual(accepted)
  await expect.poll(() => bed.session().state, patience).toBe('live')
  await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
}

async function save(bed: AppBed, file: string, text: string): Promise<void> {
  const before = bed.session().changes.length
  bed.repo.write(file, text)
  await expect.poll(() => bed.session().changes.length, patience).toBe(before + 1)
}

const numbersAndFiles = (bed: AppBed) =>
  bed.session().changes.map(({ number, files }) => [number, files.map(({ path }) => path)])

describe('a restart of the app', () => {
  it('finds a live session again, counts on, and takes what was written meanwhile for one more change', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await save(bed, 'a.txt', '1\n')
    const before = bed.session()
    await bed.stop()
    bed.repo.write('meanwhile.txt', '2\n')
    await bed.restart()
    expect(bed.session()).toMatchObject({ id: before.id, state: 'live', baseline: before.baseline, following: true })
    await expect
      .poll(() => numbersAndFiles(bed), patience)
      .toEqual([
        [1, ['a.txt']],
        [2, ['meanwhile.txt']],
      ])
    await save(bed, 'a.txt', '3\n')
    expect(numbersAndFiles(bed).at(-1)).toEqual([3, ['a.txt']])
    expect(bed.session().changes[0]).toEqual(before.changes[0])
    expect(bed.snapshot().repo).toMatchObject({ liveSessionId: before.id })
    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    expect(bed.snapshot().notices).toEqual([])
  })

  it('notices the end of a session that came meanwhile, and lists ended ones with turns and changes', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    const rollout = createFakeRollout({
      codexHome: bed.codex.home,
      cwd: bed.repo.path,
      originator: `firebreak_${bed.session().id}`,
    })
    rollout.turnStarted('t1', 'go')
    await save(bed, 'a.txt', '1\n')
    rollout.patched('t1', 'a.txt', bed.app().store.state().changes[bed.session().id]?.[0]?.firstWriteMs)
    await expect.poll(() => bed.session().changes[0]?.writer, patience).toBe('codex-patch')
    const before = bed.session()
    await bed.stop()
    bed.codex.runIn(bed.repo.path).exit(4)
    await expect.poll(() => readdirSync(join(bed.home, 'run', before.id)), patience).toContain('ended')
    await bed.restart()
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    expect(bed.app().store.state().sessions[0]?.exitCode).toBe(4)
    await expect.poll(() => bed.checkpoints(), patience).toEqual(['session-start', 'change', 'session-end'])

    await bed.restart()
    await bed.modelsKnown()
    const { state: _state, endedAtMs: _ended, ...same } = before
    expect(bed.session()).toMatchObject({ ...same, state: 'ended' })
    expect(bed.snapshot().notices).toEqual([])
  })

  it('still notices the end of a session that is followed no more, and takes no checkpoint for it', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await bed.send({ type: 'session/stop-following', sessionId: bed.session().id })
    await expect.poll(() => bed.checkpoints(), patience).toEqual(['session-start', 'session-end'])
    await bed.restart()
    expect(bed.session()).toMatchObject({ state: 'live', following: false })
    bed.repo.write('a.txt', 'nobody looks\n')
    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    expect(bed.session().changes).toEqual([])
    expect(await bed.checkpoints()).toEqual(['session-start', 'session-end'])
    expect(bed.snapshot().notices).toEqual([])
  })

  it('says that a session file is broken, keeps it aside and lists the others', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    await bed.stop()
    writeFileSync(join(bed.home, 'sessions', 'broken.json'), '{"version":1,"id":"bro')
    await bed.restart()
    expect(bed.snapshot().sessions).toHaveLength(1)
    expect(bed.snapshot().notices).toMatchObject([
      { id: 'sessions', kind: 'warning', message: 'A session of an earlier time could not be read.' },
    ])
    expect(readdirSync(join(bed.home, 'sessions')).filter((name) => name.startsWith('broken.json.bad-'))).toHaveLength(
      1,
    )
  })

  it('says that a live session is not protected when its repository is gone', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await bed.stop()
    bed.repo.cleanup()
    await bed.restart()
    expect(bed.snapshot().notices).toContainEqual({
      id: `unprotected:${bed.session().id}`,
      kind: 'warning',
      message: expect.stringMatching(/^A session is on in .*, and its changes are not recorded\. /),
      next: expect.any(String),
    })
    expect(bed.snapshot()).toMatchObject({ repo: null, repoProblem: { code: expect.any(String) } })
  })

  it('ends a pause of the gate whose time has come meanwhile', async () => {
    const bed = await createAppBed()
    await bed.send({ type: 'gate/pause', repoId: bed.repoId, until: '30-minutes' })
    await bed.stop()
    bed.editSettings((settings) => ({ ...settings, gatePause: { repoId: bed.repoId, untilMs: Date.now() + 1500 } }))
    await bed.restart()
    await expect.poll(() => bed.app().store.state().settings.gatePause, patience).toBeNull()
  })
})

describe('a repo process that dies', () => {
  it('is started again, says so, and goes on with the session where it was', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await save(bed, 'a.txt', '1\n')
    const crashed = bed.process.crash()
    // Between the death and the new start nothing hangs.
    expect(errorOf(await bed.send(wishes(bed.repoId).commit(['a.txt'])))).toEqual({
      code: 'not-served',
      message: 'Firebreak is not watching this repository at the moment.',
      next: 'It starts again by itself; try again in a moment.',
    })
    await crashed
    bed.repo.write('meanwhile.txt', '2\n')
    await expect
      .poll(() => bed.snapshot().notices, patience)
      .toMatchObject([
        { id: 'repo-process', kind: 'warning', message: expect.stringMatching(/started again for 1 repository\.$/) },
      ])
    await expect
      .poll(() => numbersAndFiles(bed), patience)
      .toEqual([
        [1, ['a.txt']],
        [2, ['meanwhile.txt']],
      ])
    await save(bed, 'a.txt', '3\n')
    expect(numbersAndFiles(bed).at(-1)).toEqual([3, ['a.txt']])
    expect(await bed.send({ type: 'checkpoint/create', label: null, repoId: bed.repoId })).toEqual(accepted)
  })

  it('while a start takes its baseline leaves no session behind, and the next start works', async () => {
    const bed = await createAppBed()
    const { start } = wishes(bed.repoId)
    const starting = bed.send(start())
    const crashed = bed.process.crash()
    expect(errorOf(await starting).code).toBe('not-served')
    await crashed
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.snapshot().commit.running).toBeNull()
    await expect.poll(async () => (await bed.send(start())).ok, patience).toBe(true)
  })

  it('gives the live diff window a new connection', async () => {
    const bed = await createAppBed()
    await bed.send({ type: 'window/open', view: 'diff', repoId: null })
    expect(await bed.send({ type: 'diff/attach', repoId: bed.repoId })).toEqual(accepted)
    expect(bed.shell.delivered()).toBe(1)
    await bed.process.crash()
    await expect.poll(() => bed.shell.delivered(), patience).toBe(2)
  })
})
