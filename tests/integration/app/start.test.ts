import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAppBed, errorOf, patience, wishes } from '../../support/app-bed'
import { atFirst } from '../../support/between'

const accepted = { ok: true, value: null }

describe('the gate', () => {
  it('is closed by a save, refuses a start and starts nothing, and opens with a commit', async () => {
    const bed = await createAppBed()
    const { start, commit } = wishes(bed.repoId)
    bed.repo.write('a.txt', 'mine\n')
    await expect.poll(() => bed.snapshot().repo?.gate.kind, patience).toBe('closed')
    expect(bed.snapshot().repo?.gate).toMatchObject({
      reason: 'uncommitted-files',
      files: [{ path: 'a.txt', status: 'modified', lines: { added: 1, removed: 3 } }],
    })

    expect(errorOf(await bed.send(start()))).toEqual({
      code: 'gate-closed',
      message: 'Commit first: 1 uncommitted file.',
      next: 'So that whatever Spark writes can be read and undone.',
    })
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.terminals()).toEqual([])
    expect(await bed.checkpoints()).toEqual([])

    expect(await bed.send(commit(['a.txt'], { message: '  the message\n' }))).toEqual(accepted)
    expect(bed.repo.git('log', '-1', '--format=%B').trim()).toBe('the message')
    expect(bed.snapshot().repo?.gate).toMatchObject({
      kind: 'open',
      baseline: bed.repo.git('rev-parse', 'HEAD').trim(),
    })
    expect(bed.snapshot().commit).toMatchObject({ running: null, failure: null, consent: null })
  })

  it('is read again when it is asked, however old the picture is', async () => {
    const bed = await createAppBed()
    bed.repo.write('late.txt', 'x\n')
    expect(errorOf(await bed.send(wishes(bed.repoId).start())).code).toBe('gate-closed')
  })

  it('opens when the only changed file is held back, and closes when it is released', async () => {
    const bed = await createAppBed()
    bed.repo.write('.env', 'SECRET=1\n')
    await expect.poll(() => bed.snapshot().repo?.gate.kind, patience).toBe('closed')
    await bed.send({ type: 'repo/hold-back', repoId: bed.repoId, path: '.env' })
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'open', heldBack: [{ path: '.env' }] })
    await bed.send({ type: 'repo/release', repoId: bed.repoId, path: '.env' })
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'closed', files: [{ path: '.env' }], heldBack: [] })
  })

  it('leaves out a folder that is held back; to release a file of it releases the folder', async () => {
    const bed = await createAppBed()
    const { repoId } = bed
    bed.repo.write('vault/key.txt', 'key\n')
    bed.repo.write('vault/deep/key.txt', 'key\n')
    await expect.poll(() => bed.snapshot().repo?.gate.kind, patience).toBe('closed')
    for (const path of ['vault/', 'other.txt']) await bed.send({ type: 'repo/hold-back', repoId, path })
    const both = [{ path: 'vault/deep/key.txt' }, { path: 'vault/key.txt' }]
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'open', heldBack: both })
    await bed.send({ type: 'repo/release', repoId, path: 'vault/key.txt' })
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'closed', files: both, heldBack: [] })
    expect(bed.app().store.state().settings.repositories.heldBack).toEqual({ [repoId]: ['other.txt'] })
  })
})

describe('a start', () => {
  it('takes the baseline, prepares the launcher, opens the terminal and puts the live diff beside it', async () => {
    const bed = await createAppBed()
    const head = bed.repo.git('rev-parse', 'HEAD').trim()
    const prompt = 'fix it\n"now" and $(never)\n'
    expect(bed.snapshot().repo).toMatchObject({ captureNoticeDue: true, liveSessionId: null })

    expect(await bed.send(wishes(bed.repoId).start({ prompt }))).toEqual(accepted)
    const session = bed.session()
    expect(session).toMatchObject({
      repoId: bed.repoId,
      lane: 'spark',
      title: 'fix it',
      sure: true,
      following: true,
      endedAtMs: null,
      problem: null,
      baseline: { commit: head },
      turns: [],
      changes: [],
    })
    expect(await bed.checkpoints()).toEqual(['session-start'])
    expect(bed.shell.opened).toEqual([
      { view: { view: 'diff', repoId: bed.repoId, repoName: bed.snapshot().repo?.name }, focus: false },
    ])
    expect(bed.snapshot().repo).toMatchObject({ captureNoticeDue: false, liveSessionId: session.id })
    expect(bed.prepared(session.id)).toMatchObject({
      repo: bed.repo.path,
      model: 'gpt-5.3-codex-spark',
      codex: bed.codex.path,
      'codex-home': bed.codex.home,
      originator: `firebreak_${session.id}`,
      ask: String(process.pid),
      prompt,
    })

    const run = bed.codex.runIn(bed.repo.path)
    await expect.poll(() => bed.session().state, patience).toBe('live')
    await expect.poll(() => run.argv(), patience).not.toBeNull()
    expect(run.argv()).toEqual(['--no-daemon', '--model', 'gpt-5.3-codex-spark', '--cd', bed.repo.path, '--', prompt])
    expect(run.env()).toMatchObject({
      CODEX_HOME: bed.codex.home,
      CODEX_INTERNAL_ORIGINATOR_OVERRIDE: `firebreak_${session.id}`,
    })
    expect(bed.terminals()).toEqual([[join(bed.home, 'bin', 'launch-session'), join(bed.home, 'run', session.id)]])
  })

  it.each(['mark', 'nothing'] as const)('opens no window when the setting says %s', async (onSessionStart) => {
    const bed = await createAppBed({ settings: { onSessionStart } })
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    expect(bed.shell.opened).toEqual([])
  })

  it('commits and starts in one press', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    bed.repo.write('new.txt', 'new\n')
    expect(await bed.send(wishes(bed.repoId).commitAndStart(['a.txt', 'new.txt']))).toEqual(accepted)
    expect(bed.repo.git('status', '--porcelain')).toBe('')
    expect(bed.session().baseline?.commit).toBe(bed.repo.git('rev-parse', 'HEAD').trim())
    expect(await bed.checkpoints()).toEqual(['before-commit', 'session-start'])
  })

  it('stops at the first failure: what is left out of the commit closes the gate', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    bed.repo.write('new.txt', 'new\n')
    expect(errorOf(await bed.send(wishes(bed.repoId).commitAndStart(['a.txt']))).code).toBe('gate-closed')
    expect(bed.repo.git('log', '--format=%s')).toBe('work so far\nfirst\n')
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.terminals()).toEqual([])
  })

  it('leaves a file that is held back uncommitted, and it is in the checkpoint', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    bed.repo.write('.env', 'SECRET=1\n')
    await bed.send({ type: 'repo/hold-back', repoId: bed.repoId, path: '.env' })
    expect(await bed.send(wishes(bed.repoId).commitAndStart(['a.txt']))).toEqual(accepted)
    expect(bed.repo.git('status', '--porcelain')).toBe('?? .env\n')
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'open', heldBack: [{ path: '.env' }] })
  })

  it('that is pressed twice starts one session', async () => {
    const bed = await createAppBed()
    const { start } = wishes(bed.repoId)
    const [first, second] = await Promise.all([bed.send(start()), bed.send(start())])
    expect(first).toEqual(accepted)
    expect(errorOf(second).code).toBe('busy')
    expect(bed.snapshot().sessions).toHaveLength(1)
    expect(errorOf(await bed.send(start()))).toMatchObject({
      code: 'session-live',
      message: expect.stringMatching(/^A Spark session is on here since \d\d:\d\d\.$/),
    })
    expect(bed.snapshot().sessions).toHaveLength(1)
  })

  it('is refused when somebody saves while the baseline is taken, and that save belongs to nobody', async () => {
    const save = { now: () => {} }
    const bed = await createAppBed({ between: atFirst('begin-session', () => save.now()) })
    const { start, commit } = wishes(bed.repoId)
    save.now = () => bed.repo.write('a.txt', 'between the looks\n')
    expect(errorOf(await bed.send(start())).code).toBe('gate-closed')
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.terminals()).toEqual([])
    expect(bed.snapshot().commit).toMatchObject({
      running: null,
      failure: { message: 'Commit first: 1 uncommitted file.' },
    })
    expect(existsSync(join(bed.home, 'sessions'))).toBe(false)

    expect(await bed.send(commit(['a.txt']))).toEqual(accepted)
    expect(await bed.send(start())).toEqual(accepted)
    bed.repo.write('a.txt', 'after the start\n')
    await expect.poll(() => bed.session().changes, patience).toMatchObject([{ number: 1, files: [{ path: 'a.txt' }] }])
  })

  it('is refused when HEAD moves while the baseline is taken, though the tree is clean again', async () => {
    const move = { now: () => {} }
    const bed = await createAppBed({ between: atFirst('begin-session', () => move.now()) })
    bed.repo.git('branch', 'other', 'HEAD')
    move.now = () => void bed.repo.git('commit', '-q', '--allow-empty', '-m', 'somebody else')
    expect(errorOf(await bed.send(wishes(bed.repoId).start()))).toEqual({
      code: 'head-moved',
      message: 'HEAD moved between the gate and the start, so Codex was not started.',
      next: 'Start the session again.',
    })
    expect(bed.snapshot().sessions).toEqual([])
  })

  it('on a tree that cannot be captured whole is refused for Spark, unless that is accepted', async () => {
    const bed = await createAppBed()
    execFileSync('mkfifo', [join(bed.repo.path, 'pipe')])
    await bed.send({ type: 'repo/hold-back', repoId: bed.repoId, path: 'pipe' })
    const { start } = wishes(bed.repoId)
    expect(errorOf(await bed.send(start()))).toEqual({
      code: 'checkpoint-partial',
      message: '1 file could not be captured, so not everything could be had back: pipe.',
      next: 'Make them readable, or start on a partial checkpoint.',
    })
    expect(bed.snapshot().sessions).toEqual([])
    expect(errorOf(await bed.send(start({ tryAnyway: true }))).code).toBe('checkpoint-partial')
    expect(await bed.send(start({ acceptPartial: true }))).toEqual(accepted)
    expect(bed.app().store.state().sessions).toMatchObject([{ partialBaseline: { files: 1, paths: ['pipe'] } }])
    expect(bed.session().startFacts).toEqual(['Started on a partial checkpoint, without pipe.'])
  })

  it.each([
    ['say', 'accepted'],
    ['nothing', 'accepted'],
    ['gate', 'gate-closed'],
  ] as const)('in the standard lane on uncommitted work, where the policy is %s: %s', async (value, expected) => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    await bed.send({ type: 'settings/set', change: { key: 'standardPolicy', value } })
    const answer = await bed.send(wishes(bed.repoId).start({ lane: 'standard' }))
    expect(answer.ok ? 'accepted' : answer.error.code).toBe(expected)
    const began = { lane: 'standard', model: 'gpt-5.5', startedWithoutGate: null }
    expect(bed.app().store.state().sessions).toMatchObject(expected === 'accepted' ? [began] : [])
  })

  it('passes a gate that is paused and says so, and the pause of another repository does not help', async () => {
    const bed = await createAppBed()
    const { start } = wishes(bed.repoId)
    const other = await bed.anotherRepo()
    bed.repo.write('a.txt', 'mine\n')
    await bed.send({ type: 'gate/pause', repoId: other.repoId, until: 'tomorrow' })
    expect(errorOf(await bed.send(start())).code).toBe('gate-closed')

    await bed.send({ type: 'gate/pause', repoId: bed.repoId, until: '30-minutes' })
    expect(bed.snapshot().repo?.pausedUntilMs).toBeGreaterThan(Date.now() + 29 * 60_000)
    expect(await bed.send(start())).toEqual(accepted)
    expect(bed.app().store.state().sessions[0]?.startedWithoutGate).toBe('gate-paused')

    await bed.send({ type: 'gate/resume', repoId: other.repoId })
    expect(bed.snapshot().repo?.pausedUntilMs).not.toBeNull()
    await bed.send({ type: 'gate/resume', repoId: bed.repoId })
    expect(bed.snapshot().repo?.pausedUntilMs).toBeNull()
  })
})
