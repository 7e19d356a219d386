import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Cancel, Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import type { Loss } from '../../shared/repo-facts'
import type { CatFile } from '../git/cat-file'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import type { GitEvidence } from './git-evidence'
import { type Branches, listBranches, readBranches } from './local-branches'
import { lostWithBranch } from './lost-with-branch'

/** Notices that a branch was deleted whose commits nothing else leads to. */
export interface BranchRescue {
  /** A session begins: what is there now is what can be lost. */
  begin(): void
  /** A reference may have changed. */
  refsMoved(): void
  stop(): void
}

const quietMs = 400
const longestMs = 3000
/** Where git did not answer, it is asked again, this often. */
const againMs = 3000
const mostTries = 5
const mostPaths = 50
const mostHeads = 10

/** A deletion that has not been judged yet. */
interface Deleted {
  /** Where the branch was seen, the best guess first. */
  readonly commits: readonly CommitId[]
  tries: number
}

export function createBranchRescue(deps: {
  readonly clock: Clock
  readonly layout: RepoLayout
  readonly runner: Pick<GitRunner, 'run'>
  readonly catFile: CatFile
  readonly evidence: Pick<GitEvidence, 'look' | 'heads' | 'takeLeft'>
  /** The newest checkpoint of the session; null without one. */
  readonly latest: () => CheckpointId | null
  readonly onLoss: (loss: Loss) => Promise<void>
  /** git did not say, however often it was asked. */
  readonly onUnanswered: (error: RepoError) => void
  readonly onFault: (fault: unknown) => void
}): BranchRescue {
  const { clock, layout, runner, evidence } = deps
  let known: Branches = new Map()
  /** Branches that HEAD has left since the last look, and where they were then. */
  const left = new Map<string, CommitId>()
  const deleted = new Map<string, Deleted>()
  let listTries = 0
  let cancelAgain: Cancel = () => {}

  const noteLeft = (): void => {
    for (const { name, commit } of evidence.takeLeft()) left.set(name, commit)
  }

  const again = (): void => {
    cancelAgain()
    cancelAgain = clock.after(againMs, () => coalescer.notify())
  }

  const look = async (): Promise<void> => {
    if (await noteDeleted()) await judge()
  }

  const noteDeleted = async (): Promise<boolean> => {
    const branches = await listBranches(layout, runner)
    if (!branches.ok) {
      listTries += 1
      if (listTries < mostTries) again()
      else deps.onUnanswered(branches.error)
      return false
    }
    listTries = 0
    // git can have committed and deleted since the last event: its log is read after the branches, and knows of it.
    evidence.look()
    noteLeft()
    for (const name of new Set([...known.keys(), ...left.keys()])) {
      if (branches.value.has(name)) continue
      const commits = new Set([left.get(name), known.get(name)].flatMap((commit) => commit ?? []))
      deleted.set(name, { commits: [...commits, ...(deleted.get(name)?.commits ?? [])], tries: 0 })
    }
    left.clear()
    known = branches.value
    return true
  }

  const judge = async (): Promise<void> => {
    const heads = [...new Set(evidence.heads())].slice(0, mostHeads)
    for (const [name, one] of deleted) {
      const checkpointId = deps.latest()
      // It stays for the next look.
      if (checkpointId === null) return
      const found = await lostWithBranch(deps, one.commits, heads)
      if (!found.ok) {
        one.tries += 1
        if (one.tries < mostTries) {
          again()
          continue
        }
        deps.onUnanswered(found.error)
      }
      deleted.delete(name)
      if (!found.ok || found.value === null) continue
      const { tip, lost } = found.value
      const [files, paths, branch] = [lost.length, lost.slice(0, mostPaths), { name, commit: tip }]
      await deps.onLoss({ atMs: clock.now(), files, paths, checkpointId, cause: 'branch-deleted', branch })
    }
  }

  const coalescer = createCoalescer({
    clock,
    quietMs,
    maxWaitMs: longestMs,
    work: () => look().catch(deps.onFault),
  })

  return {
    begin() {
      evidence.look()
      evidence.takeLeft()
      left.clear()
      const plain = readBranches(layout)
      known = plain ?? new Map()
      if (plain !== null) return
      void listBranches(layout, runner).then((branches) => {
        // Some may be gone already.
        if (branches.ok) known = new Map([...branches.value, ...known])
        coalescer.notify()
      }, deps.onFault)
    },
    refsMoved() {
      // Where a branch is has to be known before it goes; what went is looked for once git is done.
      noteLeft()
      known = new Map([...known, ...(readBranches(layout) ?? [])])
      coalescer.notify()
    },
    stop() {
      cancelAgain()
      coalescer.stop()
    },
  }
}
