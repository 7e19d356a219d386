import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAppBed, errorOf, patience, wishes, type AppBed } from '../../support/app-bed'
import { createTempRepo, openTempRepo, type TempRepo } from '../../support/temp-repo'

const accepted = { ok: true, value: null }

/** Removed with the folder that it lies in. */
function linkedWorktree(): TempRepo {
  const main = createTempRepo({ files: { 'a.txt': 'a\n' } })
  onTestFinished(() => main.cleanup())
  main.git('worktree', 'add', '-q', '-b', 'side', join(main.path, '..', `${basename(main.path)}-side`))
  return openTempRepo(join(main.path, '..', `${basename(main.path)}-side`))
}

async function dirtyBed(): Promise<AppBed> {
  const bed = await createAppBed()
  bed.repo.write('a.txt', 'mine\n')
  bed.repo.write('new.txt', 'new\n')
  return bed
}

const allow = (way: 'holdBack' | 'checkpointOnly' | 'startMyself' | 'startAnyway' | 'pause', value: boolean) =>
  ({ type: 'settings/set', change: { key: 'waysOut', way, value } }) as const

describe('checkpoint only', () => {
  it('starts on uncommitted work from a hidden checkpoint, and the branch stays as it is', async () => {
    const bed = await dirtyBed()
    bed.repo.git('add', 'new.txt')
    const before = [bed.repo.git('rev-parse', 'HEAD'), bed.repo.git('status', '--porcelain')]
    expect(await bed.send(wishes(bed.repoId).start({ way: { kind: 'checkpoint-only' } }))).toEqual(accepted)
    expect([bed.repo.git('rev-parse', 'HEAD'), bed.repo.git('status', '--porcelain')]).toEqual(before)
    expect(bed.app().store.state().sessions[0]).toMatchObject({
      startedWithoutGate: 'checkpoint-only',
      uncommittedAtStart: 2,
    })
    expect(bed.session().startFacts).toEqual(['Checkpoint only: started on 2 uncommitted files.'])
    expect(await bed.checkpoints()).toEqual(['session-start'])
    await expect.poll(() => bed.session().state, patience).toBe('live')

    bed.repo.write('new.txt', 'by somebody\n')
    await expect
      .poll(() => bed.session().changes, patience)
      .toMatchObject([{ number: 1, files: [{ path: 'new.txt' }] }])
  })

  it('is nothing special when the gate is open', async () => {
    const bed = await createAppBed()
    expect(await bed.send(wishes(bed.repoId).start({ way: { kind: 'checkpoint-only' } }))).toEqual(accepted)
    expect(bed.session().startFacts).toEqual([])
    expect(bed.app().store.state().sessions[0]?.startedWithoutGate).toBeNull()
  })

  it.each([
    ['before the first commit', () => createTempRepo(), null],
    ['in a linked worktree', linkedWorktree, expect.any(String)],
    [
      'in a SHA-256 repository',
      () => createTempRepo({ objectFormat: 'sha256', files: { 'a.txt': 'a\n' } }),
      expect.any(String),
    ],
  ] as const)('starts %s', async (_where, make, commit) => {
    const repo = make()
    const bed = await createAppBed({ repo })
    repo.write('new.txt', 'new\n')
    expect(await bed.send(wishes(bed.repoId).start({ way: { kind: 'checkpoint-only' } }))).toEqual(accepted)
    expect(bed.session()).toMatchObject({
      baseline: { commit },
      startFacts: ['Checkpoint only: started on 1 uncommitted file.'],
    })
  })

  it('starts in the middle of a merge too', async () => {
    const bed = await createAppBed()
    bed.repo.git('checkout', '-q', '-b', 'other')
    bed.repo.write('a.txt', 'theirs\n')
    bed.repo.commitAll('theirs')
    bed.repo.git('checkout', '-q', '-')
    bed.repo.write('a.txt', 'ours\n')
    bed.repo.commitAll('ours')
    bed.repo.tryGit('merge', 'other')
    const { start } = wishes(bed.repoId)
    expect(errorOf(await bed.send(start())).message).toBe('Commit first: a merge is in progress.')
    expect(await bed.send(start({ way: { kind: 'checkpoint-only' } }))).toEqual(accepted)
  })
})

describe('start anyway', () => {
  it('keeps the reason that was picked, and shows it', async () => {
    const bed = await dirtyBed()
    const way = { kind: 'start-anyway', reason: 'Trying something out' } as const
    expect(await bed.send(wishes(bed.repoId).start({ way }))).toEqual(accepted)
    expect(bed.session().startFacts).toEqual(['Started anyway on 2 uncommitted files: Trying something out.'])
    await bed.restart()
    expect(bed.session().startFacts).toEqual(['Started anyway on 2 uncommitted files: Trying something out.'])
  })

  it.each([
    ['no reason', '  '],
    ['a reason that is too long', 'x'.repeat(201)],
  ])('with %s is refused at the door', async (_what, reason) => {
    const bed = await dirtyBed()
    const way = { kind: 'start-anyway', reason } as const
    expect(errorOf(await bed.send(wishes(bed.repoId).start({ way }))).code).toBe('bad-command')
  })
})

describe('a way out that the settings forbid', () => {
  it('is refused, whoever asks', async () => {
    const bed = await dirtyBed()
    const { repoId } = bed
    const { start } = wishes(repoId)
    const wanted = [
      ['checkpointOnly', start({ way: { kind: 'checkpoint-only' } })],
      ['startAnyway', start({ way: { kind: 'start-anyway', reason: 'because' } })],
      ['startMyself', { type: 'session/start-by-hand', repoId, lane: 'spark' }],
      ['pause', { type: 'gate/pause', repoId, until: '30-minutes' }],
      ['holdBack', { type: 'repo/hold-back', repoId, path: 'a.txt' }],
    ] as const
    for (const [way, wish] of wanted) {
      expect(await bed.send(allow(way, false))).toEqual(accepted)
      expect(errorOf(await bed.send(wish)).code).toBe('way-out-off')
    }
    expect(bed.snapshot().settings.waysOut).toEqual({
      holdBack: false,
      checkpointOnly: false,
      startMyself: false,
      startAnyway: false,
      pause: false,
    })
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.terminals()).toEqual([])
    expect(await bed.checkpoints()).toEqual([])
  })

  it('holds nothing back and pauses nothing any more', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    const { start } = wishes(bed.repoId)
    await bed.send({ type: 'repo/hold-back', repoId: bed.repoId, path: 'a.txt' })
    await bed.send({ type: 'gate/pause', repoId: bed.repoId, until: 'tomorrow' })
    await bed.send(allow('holdBack', false))
    await expect.poll(() => bed.snapshot().repo?.gate, patience).toMatchObject({ files: [{ path: 'a.txt' }] })
    await bed.send(allow('pause', false))
    expect(bed.snapshot().repo?.pausedUntilMs).toBeNull()
    expect(errorOf(await bed.send(start())).code).toBe('gate-closed')
    await bed.send(allow('pause', true))
    expect(await bed.send(start())).toEqual(accepted)
    expect(bed.session().startFacts).toEqual(['Started on 1 uncommitted file while the gate was paused.'])
  })

  it('does not stop a start by hand where the gate is open', async () => {
    const bed = await createAppBed()
    await bed.send(allow('startMyself', false))
    expect(await bed.send({ type: 'session/start-by-hand', repoId: bed.repoId, lane: 'spark' })).toEqual(accepted)
    expect(bed.session().startFacts).toEqual([])
  })
})

describe('what is held back', () => {
  it('is in the baseline and named in the session', async () => {
    const bed = await createAppBed()
    bed.repo.write('.env', 'SECRET=1\n')
    await bed.send({ type: 'repo/hold-back', repoId: bed.repoId, path: '.env' })
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    expect(bed.app().store.state().sessions[0]).toMatchObject({ heldBack: ['.env'], startedWithoutGate: null })
    expect(bed.session().startFacts).toEqual(['Held back at the start: .env.'])
  })

  it('closes the gate when it is left out of checkpoints, until it is let in', async () => {
    const bed = await createAppBed()
    bed.repo.write('data/dump.sql', 'x\n')
    await bed.send({ type: 'repo/hold-back', repoId: bed.repoId, path: 'data/dump.sql' })
    await expect.poll(() => bed.snapshot().repo?.gate, patience).toMatchObject({ kind: 'open' })
    await bed.app().router.run({ type: 'checkpoint/leave-out', repoId: bed.repoId, paths: ['data'] })
    await expect
      .poll(() => bed.snapshot().repo?.gate, patience)
      .toMatchObject({
        kind: 'closed',
        reason: 'held-back-uncovered',
        uncovered: [{ path: 'data/dump.sql', why: 'LEFT_OUT' }],
      })
    const { start } = wishes(bed.repoId)
    expect(errorOf(await bed.send(start()))).toEqual({
      code: 'gate-closed',
      message: 'What is held back would be in no checkpoint: data/dump.sql.',
      next: 'Release it and commit it, or let checkpoints hold it.',
    })
    expect(errorOf(await bed.send(start({ way: { kind: 'checkpoint-only' } }))).code).toBe('held-back-uncovered')
    const way = { kind: 'start-anyway', reason: 'I have a copy' } as const
    expect(await bed.send(start({ way }))).toEqual(accepted)
    expect(bed.session().startFacts).toEqual([
      'Started anyway: I have a copy.',
      'Held back at the start: data/dump.sql.',
    ])
  })
})

describe('a start by hand', () => {
  it('on a tree that cannot be captured whole is refused for Spark, unless that is accepted', async () => {
    const bed = await dirtyBed()
    execFileSync('mkfifo', [join(bed.repo.path, 'pipe')])
    const byHand = { type: 'session/start-by-hand', repoId: bed.repoId, lane: 'spark' } as const
    expect(errorOf(await bed.send(byHand)).code).toBe('checkpoint-partial')
    expect(bed.snapshot().sessions).toEqual([])
    expect(await bed.send({ ...byHand, acceptPartial: true })).toEqual(accepted)
    expect(bed.session().startFacts).toEqual([
      'Started by hand on 2 uncommitted files, passed by the gate once.',
      'Started on a partial checkpoint, without pipe.',
    ])
    expect(existsSync(join(bed.repo.path, 'pipe'))).toBe(true)
  })
})
