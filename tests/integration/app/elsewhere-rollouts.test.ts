import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SessionView } from '../../../src/core/app/session-views'
import { shownSession } from '../../../src/core/session/shown-session'
import { type AppBed, createAppBed, patience, wishes } from '../../support/app-bed'
import { createFakeRollout, type FakeRollout } from '../../support/fake-rollout'
import type { TempRepo } from '../../support/temp-repo'

const slow = { timeout: 40_000, interval: 50 }

/** A rollout that a process holds open, as Codex does until it exits; `close` is that exit. */
function heldRollout(bed: AppBed, cwd: string, more: Partial<Parameters<typeof createFakeRollout>[0]> = {}) {
  const rollout = createFakeRollout({ codexHome: bed.codex.home, cwd, ...more })
  let fd: number | null = openSync(rollout.path, 'r')
  const lock = join(bed.codex.home, 'thread-writer-locks', `${rollout.threadId}.lock`)
  mkdirSync(dirname(lock), { recursive: true })
  writeFileSync(lock, '')
  const close = (): void => {
    if (fd !== null) closeSync(fd)
    fd = null
    rmSync(lock, { force: true })
  }
  onTestFinished(close)
  return { ...rollout, close }
}

function sessionsIn(bed: AppBed, repo: TempRepo): readonly SessionView[] {
  return bed.snapshot().sessions.filter(({ repoName }) => repoName === basename(repo.path))
}

async function oneIn(bed: AppBed, repo: TempRepo, rollout: FakeRollout): Promise<void> {
  rollout.turnStarted('t1', 'first')
  await expect.poll(() => sessionsIn(bed, repo).map(({ turnCount }) => turnCount), patience).toEqual([1])
}

describe('a session that was started elsewhere', () => {
  it('is protected in the background, and its repository is shown once, unless the user chose another since', async () => {
    const bed = await createAppBed()
    const { repo: other, repoId: otherId } = await bed.anotherRepo()
    const rollout = heldRollout(bed, other.path)
    await oneIn(bed, other, rollout)
    await expect.poll(() => bed.snapshot().repo?.repoId, patience).toBe(otherId)
    await expect.poll(() => bed.snapshot().notices.map(({ id }) => id), patience).toContain('followed')
    expect(bed.snapshot().notices.map(({ id }) => id)).toContain(`capture:${otherId}`)

    await expect.poll(() => bed.snapshot().repoChoices.some(({ repoId }) => repoId === bed.repoId), patience).toBe(true)
    expect(await bed.send({ type: 'repo/choose', repoId: bed.repoId })).toMatchObject({ ok: true })
    rollout.turnEnded('t1')
    rollout.turnStarted('t2', 'second')
    await expect.poll(() => sessionsIn(bed, other)[0]?.turnCount, patience).toBe(2)
    expect(bed.snapshot().repo?.repoId).toBe(bed.repoId)

    other.write('b.txt', 'b\nmore\n')
    await expect.poll(() => sessionsIn(bed, other)[0]?.changes.length, patience).toBe(1)
    rollout.close()
    await expect.poll(() => sessionsIn(bed, other)[0]?.state, slow).toBe('ended')
    await expect.poll(() => bed.checkpoints(other), patience).toEqual(['session-start', 'change', 'session-end'])
  })

  it('waits with the switch while a live diff has the focus, and does not switch when pinned', async () => {
    const bed = await createAppBed()
    const { repo: other, repoId: otherId } = await bed.anotherRepo()
    bed.shell.answers.diffFocused = true
    const rollout = heldRollout(bed, other.path)
    await oneIn(bed, other, rollout)
    expect(bed.snapshot().repo?.repoId).toBe(bed.repoId)
    bed.shell.answers.diffFocused = false
    rollout.turnEnded('t1')
    rollout.turnStarted('t2', 'second')
    await expect.poll(() => bed.snapshot().repo?.repoId, patience).toBe(otherId)

    await bed.send({ type: 'settings/set', change: { key: 'followSessions', value: false } })
    const third = await bed.anotherRepo()
    await oneIn(bed, third.repo, heldRollout(bed, third.repo.path))
    expect(bed.snapshot().repo?.repoId).toBe(otherId)
    await expect.poll(() => bed.snapshot().repoChoices.filter(({ live }) => live).length, patience).toBe(2)
  })

  it('says nothing of a commit on a clean tree, and counts what was uncommitted before on a dirty one', async () => {
    const bed = await createAppBed()
    const { repo: dirty } = await bed.anotherRepo({ 'b.txt': 'b\n', 'c.txt': 'c\n' })
    dirty.write('b.txt', 'edited\n')
    dirty.write('new.txt', 'new\n')
    await oneIn(bed, bed.repo, heldRollout(bed, bed.repo.path))
    await oneIn(bed, dirty, heldRollout(bed, dirty.path))
    expect(sessionsIn(bed, bed.repo)[0]?.startFacts).toEqual([expect.stringMatching(/^Late checkpoint/)])
    await expect
      .poll(() => sessionsIn(bed, dirty)[0]?.startFacts[0], patience)
      .toBe('Started without a commit on 2 uncommitted files, outside of Firebreak.')
  })

  it('is not made of helper threads, of rollouts of Firebreak, of old ones, or of folders without a repository', async () => {
    const bed = await createAppBed()
    const { repo: other } = await bed.anotherRepo()
    heldRollout(bed, other.path, { originator: 'firebreak_another' }).turnStarted('t1', 'x')
    heldRollout(bed, dirname(bed.root)).turnStarted('t1', 'x')
    const old = createFakeRollout({ codexHome: bed.codex.home, cwd: other.path, beganMs: Date.now() - 3_600_000 })
    old.turnStarted('t1', 'x', Date.now() - 3_600_000)
    // What comes later is seen, so that what came before was looked at.
    await oneIn(bed, bed.repo, heldRollout(bed, bed.repo.path))
    expect(sessionsIn(bed, other)).toEqual([])
  })

  it('is not said to run without a commit when the guard refused its prompt and the work was committed then', async () => {
    const bed = await createAppBed()
    const { repo: dirty } = await bed.anotherRepo()
    dirty.write('b.txt', 'edited\n')
    const rollout = heldRollout(bed, dirty.path)
    rollout.turnRefused('t1')
    await expect.poll(() => sessionsIn(bed, dirty)[0]?.turnCount, patience).toBe(1)
    dirty.git('commit', '-qam', 'work')
    rollout.turnStarted('t2', 'second')
    await expect.poll(() => sessionsIn(bed, dirty)[0]?.turnCount, patience).toBe(2)
    dirty.write('b.txt', 'by Codex\n')
    const written = () => sessionsIn(bed, dirty)[0]?.changes.flatMap(({ files }) => files.map(({ path }) => path))
    await expect.poll(written, patience).toContain('b.txt')
    expect(sessionsIn(bed, dirty)[0]?.startFacts).toEqual([expect.stringMatching(/^Late checkpoint/)])
  })

  it('gives way to a session that Firebreak starts, and takes over when that ends', async () => {
    const bed = await createAppBed()
    const rollout = heldRollout(bed, bed.repo.path)
    await oneIn(bed, bed.repo, rollout)
    const refused = await bed.send(wishes(bed.repoId).start())
    expect(refused).toMatchObject({ ok: false, error: { code: 'session-live' } })
    rollout.turnEnded('t1')
    await expect.poll(() => sessionsIn(bed, bed.repo)[0]?.rests, patience).toBe(true)
    expect(await bed.send(wishes(bed.repoId).start())).toEqual({ ok: true, value: null })
    const ours = () => bed.snapshot().sessions.find(({ surface }) => surface === 'Firebreak')
    const theirs = () => bed.snapshot().sessions.find(({ surface }) => surface === 'TUI')
    await expect.poll(() => ours()?.state, patience).toBe('live')
    bed.repo.write('a.txt', 'by ours\n')
    await expect.poll(() => ours()?.changes.length, patience).toBe(1)
    expect(theirs()?.changes).toEqual([])
    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => ours()?.state, patience).toBe('ended')
    const ends = async () => (await bed.checkpoints()).filter((reason) => reason === 'session-end').length
    await expect.poll(ends, patience).toBe(2)

    rollout.turnStarted('t2', 'second')
    bed.repo.write('a.txt', 'by theirs\n')
    await expect.poll(() => theirs()?.changes.map(({ number }) => number), patience).toEqual([1])
    expect(ours()?.changes).toHaveLength(1)
    expect(bed.snapshot().notices.filter(({ kind }) => kind === 'warning')).toEqual([])
  })

  it('beside another one leaves the live diff on that whose changes are recorded, until it works alone', async () => {
    const bed = await createAppBed()
    const first = heldRollout(bed, bed.repo.path)
    await oneIn(bed, bed.repo, first)
    const firstId = bed.session().id
    const second = heldRollout(bed, bed.repo.path)
    second.turnStarted('t1', 'beside it')
    await expect.poll(() => bed.snapshot().sessions.map(({ turnCount }) => turnCount), patience).toEqual([1, 1])
    const secondId = bed.session().id
    expect(secondId).not.toBe(firstId)
    const shown = () => {
      const { repo, sessions, compared } = bed.snapshot()
      // Home and the live diff window mean the same one.
      return [repo?.liveSessionId, shownSession(sessions, bed.repoId, compared)?.id]
    }
    const written = (id: string) => bed.snapshot().sessions.find((session) => session.id === id)?.changes.length
    // Two rollouts are read in either order, and what is not known to rest keeps its place.
    const rests = (id: string) => bed.snapshot().sessions.find((session) => session.id === id)?.rests
    const window = await bed.liveDiff()

    bed.repo.write('a.txt', 'while both work\n')
    await expect.poll(() => written(firstId), patience).toBe(1)
    expect(shown()).toEqual([firstId, firstId])
    window.show({ kind: 'change', number: 1 })
    await window.until(() => window.files.has('a.txt'))

    first.turnEnded('t1')
    await expect.poll(() => rests(firstId), patience).toBe(true)
    second.turnEnded('t1')
    second.turnStarted('t2', 'alone')
    await expect.poll(shown, patience).toEqual([secondId, secondId])
    bed.repo.write('b.txt', 'by the second\n')
    await expect.poll(() => written(secondId), patience).toBe(1)

    second.turnEnded('t2')
    await expect.poll(() => rests(secondId), patience).toBe(true)
    first.turnStarted('t2', 'the older one goes on')
    await expect.poll(shown, patience).toEqual([firstId, firstId])
    bed.repo.write('c.txt', 'by the first\n')
    await expect.poll(() => written(firstId), patience).toBe(2)
    expect(written(secondId)).toBe(1)
  })

  it('is found again after a restart of Firebreak, and when Firebreak starts later than Codex', async () => {
    const bed = await createAppBed()
    const rollout = heldRollout(bed, bed.repo.path)
    await oneIn(bed, bed.repo, rollout)
    await bed.restart()
    rollout.turnEnded('t1')
    rollout.turnStarted('t2', 'second')
    await expect.poll(() => sessionsIn(bed, bed.repo).map(({ turnCount }) => turnCount), patience).toEqual([2])

    const { repo: other } = await bed.anotherRepo()
    await bed.stop()
    const late = heldRollout(bed, other.path, { beganMs: Date.now() - 60_000 })
    late.turnStarted('t1', 'x')
    other.write('b.txt', 'by Codex\n')
    await bed.restart()
    await expect.poll(() => sessionsIn(bed, other).map(({ state }) => state), patience).toEqual(['live'])
    await expect.poll(() => sessionsIn(bed, other)[0]?.changes.length, patience).toBe(1)
  })

  it('ends when its rollout is archived', async () => {
    const bed = await createAppBed()
    const rollout = heldRollout(bed, bed.repo.path)
    await oneIn(bed, bed.repo, rollout)
    const archive = join(bed.codex.home, 'archived_sessions')
    mkdirSync(archive)
    renameSync(rollout.path, join(archive, basename(rollout.path)))
    rollout.close()
    await expect.poll(() => sessionsIn(bed, bed.repo)[0]?.state, slow).toBe('ended')
  })
})
