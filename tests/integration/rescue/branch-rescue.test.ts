import { onTestFinished, describe, expect, it } from 'vitest'
import type { RepoError } from '../../../src/core/repo/repo-status'
import { err } from '../../../src/core/result'
import { createCatFile } from '../../../src/repo/git/cat-file'
import type { GitRunner } from '../../../src/repo/git/git-port'
import { createBranchRescue } from '../../../src/repo/session/branch-rescue'
import { createGitEvidence } from '../../../src/repo/session/git-evidence'
import { systemClock } from '../../../src/services/system-clock'
import type { Loss } from '../../../src/shared/repo-facts'
import { layoutOf, tempRepo, testRunner } from '../../support/git-fixture'
import { createManualClock } from '../../support/manual-clock'

/** A session whose events the test passes on, or does not. */
async function branchBed(command = 'none') {
  const repo = tempRepo({ files: { 'a.txt': 'a\n' } })
  const runner = testRunner()
  const layout = await layoutOf(repo.path, runner)
  const { clock, advance } = createManualClock()
  const catFile = createCatFile({ runner, place: { layout }, clock: systemClock })
  onTestFinished(() => catFile.stop())
  const [losses, unanswered, faults]: [Loss[], RepoError[], unknown[]] = [[], [], []]
  const git = { failures: 0, asked: 0 }
  const run: GitRunner['run'] = async (args, options) => {
    git.asked += 1
    if (args[0] !== command || git.failures === 0) return runner.run(args, options)
    git.failures -= 1
    return err({ kind: 'git-timeout', command, afterMs: 1 })
  }
  let latest: string | null = 'checkpoint'
  const evidence = createGitEvidence(layout, clock)
  const rescue = createBranchRescue({
    clock,
    layout,
    runner: { run },
    catFile,
    evidence,
    latest: () => latest,
    onLoss: async (loss) => void losses.push(loss),
    onUnanswered: (error) => unanswered.push(error),
    onFault: (fault) => faults.push(fault),
  })
  onTestFinished(() => {
    rescue.stop()
    expect(faults).toEqual([])
  })
  return {
    repo,
    git,
    losses,
    unanswered,
    rescue,
    advance,
    /** The watcher says that references moved. */
    heard() {
      evidence.look()
      rescue.refsMoved()
    },
    latestIs(id: string | null) {
      latest = id
    },
    /** A branch with a commit of its own, left again. */
    work(name: string): string {
      repo.git('switch', '-q', '-C', name)
      repo.write(`${name}.txt`, 'work\n')
      const tip = repo.commitAll(name)
      repo.git('switch', '-q', 'main')
      return tip
    },
  }
}

const lostWith = (name: string, commit: string) => ({
  cause: 'branch-deleted',
  files: 1,
  paths: [`${name}.txt`],
  checkpointId: 'checkpoint',
  branch: { name, commit },
})

describe('a deleted branch is missed', () => {
  it('when it was committed to, left and deleted while no event had its turn, and the look came first', async () => {
    const bed = await branchBed()
    bed.rescue.begin()
    bed.repo.git('branch', 'topic')
    bed.heard()
    const tip = bed.work('topic')
    bed.repo.git('branch', '-qD', 'topic')
    await bed.advance(400)
    bed.heard()
    await bed.advance(400)
    await expect.poll(() => bed.losses).toEqual([expect.objectContaining(lostWith('topic', tip))])
  })

  it('when it came and went before anybody looked', async () => {
    const bed = await branchBed()
    bed.rescue.begin()
    const tip = bed.work('feature-topic')
    bed.repo.git('branch', '-qD', 'feature-topic')
    bed.heard()
    await bed.advance(400)
    await expect.poll(() => bed.losses).toEqual([expect.objectContaining(lostWith('feature-topic', tip))])
    bed.heard()
    await bed.advance(400)
    expect(bed.losses).toHaveLength(1)
  })

  it('once there is a checkpoint to point to', async () => {
    const bed = await branchBed()
    bed.rescue.begin()
    const tip = bed.work('topic')
    bed.heard()
    await bed.advance(400)
    bed.latestIs(null)
    bed.repo.git('branch', '-qD', 'topic')
    bed.heard()
    await bed.advance(400)
    bed.latestIs('checkpoint')
    expect(bed.losses).toEqual([])
    bed.heard()
    await bed.advance(400)
    await expect.poll(() => bed.losses).toEqual([expect.objectContaining(lostWith('topic', tip))])
  })

  it.each(['log', 'merge-base'])('also where git %s answers only when it is asked again', async (command) => {
    const bed = await branchBed(command)
    bed.rescue.begin()
    const tip = bed.work('topic')
    bed.git.failures = 2
    bed.repo.git('branch', '-qD', 'topic')
    bed.heard()
    await bed.advance(400)
    await expect.poll(() => bed.git.failures).toBe(1)
    await expect
      .poll(async () => {
        await bed.advance(3000)
        return bed.losses
      })
      .toEqual([expect.objectContaining(lostWith('topic', tip))])
    expect(bed.unanswered).toEqual([])
  })

  it('or it is said that git does not answer', async () => {
    const bed = await branchBed('log')
    bed.rescue.begin()
    bed.work('topic')
    bed.git.failures = Number.POSITIVE_INFINITY
    bed.repo.git('branch', '-qD', 'topic')
    bed.heard()
    await expect
      .poll(async () => {
        await bed.advance(3000)
        return bed.unanswered
      })
      .toEqual([{ kind: 'git-timeout', command: 'log', afterMs: 1 }])
    expect(bed.losses).toEqual([])
  })
})

describe('a deleted branch is not missed', () => {
  it.each<[string, (repo: Awaited<ReturnType<typeof branchBed>>['repo']) => void]>([
    ['where it was merged', (repo) => repo.git('merge', '-q', 'topic')],
    ['where it only has another name', (repo) => repo.git('branch', '-q', 'other', 'topic')],
  ])('%s', async (_, keep) => {
    const bed = await branchBed()
    bed.rescue.begin()
    bed.work('topic')
    keep(bed.repo)
    bed.repo.git('branch', '-qD', 'topic')
    bed.heard()
    await bed.advance(400)
    await expect.poll(() => bed.git.asked).toBeGreaterThan(0)
    // A second deletion that is a loss is judged after the first.
    const tip = bed.work('next')
    bed.repo.git('branch', '-qD', 'next')
    bed.heard()
    await expect
      .poll(async () => {
        await bed.advance(400)
        return bed.losses
      })
      .toEqual([expect.objectContaining(lostWith('next', tip))])
  })

  it('where it was deleted before the session', async () => {
    const bed = await branchBed()
    bed.work('before')
    bed.repo.git('branch', '-qD', 'before')
    bed.rescue.begin()
    const tip = bed.work('during')
    bed.repo.git('branch', '-qD', 'during')
    bed.heard()
    await bed.advance(400)
    await expect.poll(() => bed.losses).toEqual([expect.objectContaining(lostWith('during', tip))])
  })
})
