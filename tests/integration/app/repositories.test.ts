import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConnectRepo } from '../../../src/main/repo/repo-host'
import { repoIdOf } from '../../../src/services/repo-id'
import { createAppBed, errorOf, patience, wishes } from '../../support/app-bed'
import { atFirst, withSlow } from '../../support/between'
import { createFakeRollout } from '../../support/fake-rollout'

const accepted = { ok: true, value: null }

describe('the active repository', () => {
  it('is none at the first start: nothing is watched or captured, and those of Codex are offered', async () => {
    const bed = await createAppBed({ cold: true })
    createFakeRollout({ codexHome: bed.codex.home, cwd: bed.repo.path })
    await bed.restart()
    expect(bed.snapshot()).toMatchObject({
      repo: null,
      repoProblem: null,
      repoChoices: [{ repoId: bed.repoId, folder: bed.repo.path, from: 'codex', active: false, live: false }],
    })
    expect(bed.app().store.state().repos).toEqual({})
    expect(existsSync(join(bed.home, 'checkpoints'))).toBe(false)

    expect(await bed.send({ type: 'repo/choose', repoId: bed.repoId })).toEqual(accepted)
    expect(bed.snapshot().repo).toMatchObject({ repoId: bed.repoId, captureNoticeDue: true })
    await bed.restart()
    expect(bed.snapshot().repo?.repoId).toBe(bed.repoId)
    expect(bed.snapshot().repoChoices).toMatchObject([{ from: 'firebreak', active: true }])
  })

  it('is being opened until it is there, or until it is said why it cannot be', async () => {
    const bed = await createAppBed({ cold: true })
    await bed.restart()
    const follow = async (folder: string) => {
      const seen = new Set<string>()
      const stop = bed
        .app()
        .store.subscribe(({ opening, activeRepoId, repoProblem }) =>
          seen.add(`${opening} ${activeRepoId !== null} ${repoProblem?.code ?? ''}`),
        )
      await bed.app().follow({ repo: folder, show: null, hidden: true })
      stop()
      return [...seen]
    }
    const nowhere = join(bed.root, 'nowhere')
    expect(await follow(nowhere)).toEqual([`${nowhere} false `, 'null false folder-gone'])
    const states = await follow(bed.repo.path)
    expect(states[0]).toBe(`${bed.repo.path} false folder-gone`)
    expect(states).not.toContain('null false ')
    expect(states.at(-1)).toBe('null true ')
  })

  it('is chosen by folder, also by one inside of it; no folder changes nothing, and a wrong one is said', async () => {
    const bed = await createAppBed()
    const other = await bed.anotherRepo({ 'src/deep/b.txt': 'b\n' })
    bed.shell.answers.folder = null
    expect(await bed.send({ type: 'repo/choose-folder' })).toEqual(accepted)
    expect(bed.snapshot().repo?.repoId).toBe(bed.repoId)

    const empty = join(bed.root, 'no-repository')
    mkdirSync(empty)
    bed.shell.answers.folder = empty
    const error = errorOf(await bed.send({ type: 'repo/choose-folder' }))
    expect(error).toMatchObject({ code: 'not-a-repo', message: `${empty} is not in a git repository.` })
    expect(bed.snapshot()).toMatchObject({ repo: { repoId: bed.repoId }, repoProblem: { message: error.message } })

    bed.shell.answers.folder = join(other.repo.path, 'src', 'deep')
    expect(await bed.send({ type: 'repo/choose-folder' })).toEqual(accepted)
    expect(bed.snapshot()).toMatchObject({ repo: { repoId: other.repoId }, repoProblem: null })
    expect(Object.keys(bed.app().store.state().repos)).toEqual([other.repoId])
    expect(errorOf(await bed.send({ type: 'repo/choose', repoId: '00'.repeat(8) })).code).toBe('unknown-repo')
  })

  it('is switched while a session is on: that one stays protected, idle ones are let go', async () => {
    const bed = await createAppBed()
    const [second, third] = [await bed.anotherRepo(), await bed.anotherRepo()]
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    await bed.use(second.repo)
    await bed.use(third.repo)
    expect(Object.keys(bed.app().store.state().repos).toSorted()).toEqual([bed.repoId, third.repoId].toSorted())
    expect(bed.snapshot().repoChoices.filter(({ live }) => live)).toMatchObject([{ repoId: bed.repoId, active: false }])

    bed.repo.write('a.txt', 'written elsewhere\n')
    await expect.poll(() => bed.session().changes, patience).toMatchObject([{ files: [{ path: 'a.txt' }] }])
    await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    await expect.poll(() => Object.keys(bed.app().store.state().repos), patience).toEqual([third.repoId])
    expect(await bed.checkpoints()).toEqual(['session-start', 'change', 'session-end'])
    expect(bed.snapshot().notices).toEqual([])
  })

  it('has a session of its own beside the one of another repository', async () => {
    const bed = await createAppBed()
    const other = await bed.anotherRepo()
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    await bed.use(other.repo)
    expect(await bed.send(wishes(other.repoId).start({ lane: 'standard' }))).toEqual(accepted)
    bed.repo.write('a.txt', 'first\n')
    other.repo.write('b.txt', 'second\n')
    const filesOf = (repoId: string) =>
      bed
        .snapshot()
        .sessions.find((session) => session.repoId === repoId)
        ?.changes.flatMap(({ files }) => files.map(({ path }) => path))
    await expect.poll(() => [filesOf(bed.repoId), filesOf(other.repoId)], patience).toEqual([['a.txt'], ['b.txt']])
  })

  it('chosen again while it is being let go of is there in the end', async () => {
    const back: { wish: Promise<unknown> | null } = { wish: null }
    const chooseAgain = () => {
      back.wish = bed.send({ type: 'repo/choose', repoId: bed.repoId })
    }
    const between = (connect: ConnectRepo) => atFirst('close', chooseAgain)(withSlow('close', 300)(connect))
    const bed = await createAppBed({ between })
    const other = await bed.anotherRepo()
    await bed.use(other.repo)
    expect(await back.wish).toEqual(accepted)
    expect(bed.snapshot().repo?.repoId).toBe(bed.repoId)
    expect(Object.keys(bed.app().store.state().repos)).toEqual([bed.repoId])
    bed.repo.write('a.txt', 'x\n')
    await expect.poll(() => bed.snapshot().repo?.gate.kind, patience).toBe('closed')
  })

  it('switched while a start is on its way does not take the ground from under it', async () => {
    const bed = await createAppBed()
    const other = await bed.anotherRepo()
    const starting = bed.send(wishes(bed.repoId).start())
    await bed.use(other.repo)
    expect(await starting).toEqual(accepted)
    bed.repo.write('a.txt', 'protected\n')
    await expect.poll(() => bed.session().changes.length, patience).toBe(1)
  })

  it('that is moved away is said to be gone, and is there again when it is back', async () => {
    const bed = await createAppBed()
    const away = `${bed.repo.path}-away`
    renameSync(bed.repo.path, away)
    await expect.poll(() => bed.snapshot().repo?.watch.kind, patience).toBe('gone')
    expect(errorOf(await bed.send(wishes(bed.repoId).start()))).toMatchObject({
      code: 'folder-gone',
      next: 'Checkpoints are kept. Firebreak goes on when the folder is back.',
    })
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'unknown', problem: { code: 'folder-gone' } })
    renameSync(away, bed.repo.path)
    await expect
      .poll(() => bed.snapshot().repo, patience)
      .toMatchObject({ watch: { kind: 'watching' }, gate: { kind: 'open' } })
    expect(await repoIdOf(bed.repo.path)).toBe(bed.repoId)
  })

  it('says the branch, the subject of its commit and an operation that stopped half-way', async () => {
    const bed = await createAppBed()
    await expect.poll(() => bed.snapshot().repo?.gate, patience).toMatchObject({ kind: 'open', subject: 'first' })
    bed.repo.git('switch', '-q', '-c', 'other')
    bed.repo.write('a.txt', 'theirs\n')
    bed.repo.commitAll('theirs')
    bed.repo.git('switch', '-q', 'main')
    bed.repo.write('a.txt', 'ours\n')
    bed.repo.commitAll('ours')
    bed.repo.tryGit('merge', 'other')
    await expect.poll(() => bed.snapshot().repo, patience).toMatchObject({ branch: 'main', gate: { reason: 'merge' } })
    expect(errorOf(await bed.send(wishes(bed.repoId).start())).next).toContain('git merge --abort')
    expect(errorOf(await bed.send(wishes(bed.repoId).commit(['a.txt']))).code).toBe('merge')
  })
})
