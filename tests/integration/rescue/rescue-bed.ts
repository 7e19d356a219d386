import { onTestFinished } from 'vitest'
import type { CheckpointId } from '../../../src/core/checkpoint/checkpoint'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { readHead } from '../../../src/repo/checkpoint/read-head'
import { restore } from '../../../src/repo/checkpoint/restore/restore'
import { openStore } from '../../../src/repo/checkpoint/store'
import { createConversions } from '../../../src/repo/diff/conversions'
import { createCatFile } from '../../../src/repo/git/cat-file'
import { createGitEvidence } from '../../../src/repo/session/git-evidence'
import { describeMove } from '../../../src/repo/session/describe-move'
import { createRescue } from '../../../src/repo/session/rescue'
import { systemClock } from '../../../src/services/system-clock'
import type { Loss } from '../../../src/shared/repo-facts'
import { layoutOf, tempDir, tempRepo, testRunner, valueOf } from '../../support/git-fixture'
import { createManualClock } from '../../support/manual-clock'
import type { TempRepo, TempRepoOptions } from '../../support/temp-repo'

/** A session whose changes are captured one after the other, with the rescue that watches over it. */
export async function rescueBed(options: TempRepoOptions = {}, prepare: (repo: TempRepo) => void = () => {}) {
  const repo = tempRepo({ files: { 'a.txt': 'a\n', 'src/b.txt': 'b\n' }, ...options })
  prepare(repo)
  const runner = testRunner()
  const layout = await layoutOf(repo.path, runner)
  const store = valueOf(await openStore({ firebreakHome: tempDir('home'), layout, git: runner, clock: systemClock }))
  const note = { label: '', reason: 'change', sessionId: 's' } as const
  const { clock, advance } = createManualClock()
  const losses: Loss[] = []
  const catFile = createCatFile({ runner, place: { layout }, clock: systemClock })
  onTestFinished(() => catFile.stop())
  const baseline = valueOf(await captureFull(store, { ...note, reason: 'session-start' })).id
  let latest = baseline
  let head = readHead(layout.gitDir, layout.commonDir)
  const rescue = createRescue({
    clock,
    layout,
    store: async () => ({ ok: true, value: store }),
    catFile,
    conversions: createConversions(runner, layout),
    evidence: createGitEvidence(layout, clock),
    session: () => ({ baseline, latest }),
    onLoss: async (_, loss) => void losses.push(loss),
    onFault: (fault) => {
      throw fault
    },
  })

  /** Something happens, and is one change. */
  const change = async (act: (repo: TempRepo) => void): Promise<CheckpointId> => {
    act(repo)
    const from = latest
    latest = valueOf(await captureFull(store, note)).id
    const now = readHead(layout.gitDir, layout.commonDir)
    const moved = now?.commit !== head?.commit || now?.branch !== head?.branch
    const unborn = { commit: null, branch: null }
    const headMoved = moved ? describeMove(layout, head ?? unborn, now ?? unborn) : null
    head = now
    const atMs = clock.now()
    const captured = { from, to: latest, firstWriteMs: atMs, closedAtMs: atMs, headMoved, restored: null }
    await rescue.captured(captured)
    return latest
  }
  /** What was said so far, once nothing has happened for a while. */
  const said = async (): Promise<readonly Loss[]> => {
    await advance(10_000)
    const nothing = { from: latest, to: latest, firstWriteMs: 0, closedAtMs: 0, headMoved: null, restored: null }
    await rescue.captured(nothing)
    await advance(10_000)
    await rescue.captured(nothing)
    return losses
  }
  return {
    repo,
    change,
    said,
    pass: () => said(),
    async restore(checkpointId: CheckpointId) {
      const paths = losses[0]?.paths ?? []
      return valueOf(await restore(store, { checkpointId, paths, confirmedDeletions: null }))
    },
  }
}
