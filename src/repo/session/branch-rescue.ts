import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import { decodePath, type RepoPath } from '../../core/repo/repo-path'
import type { CommitId } from '../../core/repo/repo-status'
import type { Loss } from '../../shared/repo-contract'
import { readHead } from '../checkpoint/read-head'
import { createCommitEnd, createObjectCache } from '../diff/commit-end'
import type { CatFile } from '../git/cat-file'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'

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
const mostPaths = 50
const mostHeads = 5

type Branches = ReadonlyMap<string, CommitId>

export function createBranchRescue(deps: {
  readonly clock: Clock
  readonly layout: RepoLayout
  readonly runner: Pick<GitRunner, 'run'>
  readonly catFile: CatFile
  /** Commits that HEAD pointed to lately, newest first. */
  readonly heads: () => readonly CommitId[]
  /** The newest checkpoint of the live session; null without one. */
  readonly latest: () => CheckpointId | null
  readonly onLoss: (loss: Loss) => Promise<void>
  readonly onFault: (fault: unknown) => void
}): BranchRescue {
  const { clock, layout, runner } = deps
  let known: Branches = new Map()

  const look = async (): Promise<void> => {
    const before = known
    known = await listBranches(layout, runner)
    const checkpointId = deps.latest()
    if (checkpointId === null) return
    for (const [name, commit] of before) {
      if (known.has(name)) continue
      const found = await lostSince(commit)
      if (found === null) continue
      const { tip, lost } = found
      const [files, paths, branch] = [lost.length, lost.slice(0, mostPaths), { name, commit: tip }]
      await deps.onLoss({ atMs: clock.now(), files, paths, checkpointId, cause: 'branch-deleted', branch })
    }
  }

  /** A branch can have moved on after it was last looked at: HEAD's own log knows, if it was checked out. */
  const lostSince = async (commit: CommitId) => {
    const later: CommitId[] = []
    for (const head of deps.heads().slice(0, mostHeads)) {
      const args = ['merge-base', '--is-ancestor', commit, head]
      const isLater = head !== commit && (await runner.run(args, { layout, okCodes: [0, 1] }))
      if (isLater !== false && isLater.ok && isLater.value.code === 0) later.push(head)
    }
    for (const tip of [...later, commit]) {
      const lost = await lostFiles(tip)
      if (lost.length > 0) return { tip, lost }
    }
    return null
  }

  /** Files whose content at the branch's tip only its own commits have, and the present commit has not; sorted. */
  const lostFiles = async (tip: CommitId): Promise<readonly RepoPath[]> => {
    const head = readHead(layout.gitDir, layout.commonDir)?.commit ?? null
    const others = ['--exclude=refs/firebreak/*', '--all', ...(head === null ? [] : [head])]
    const range = [tip, '--not', ...others]
    // A merge is compared with its first parent, or it would name nothing.
    const log = await runner.run(['log', '-z', '--format=', '--name-only', '-m', '--first-parent', ...range, '--'], {
      layout,
    })
    if (!log.ok) return []
    const names = log.value.stdout.toString('latin1').split('\0')
    const paths = new Set(names.map((name) => name.replace(/^\n/, '')).filter((name) => name !== ''))
    const cache = createObjectCache()
    const [there, here] = [createCommitEnd(deps.catFile, cache, tip), createCommitEnd(deps.catFile, cache, head)]
    const lost: RepoPath[] = []
    for (const raw of paths) {
      const path = decodePath(Buffer.from(raw, 'latin1'))
      const entry = await there.entry(path).catch(() => null)
      if (entry !== null && (await here.entry(path).catch(() => null))?.id !== entry.id) lost.push(path)
    }
    return lost.toSorted()
  }

  const coalescer = createCoalescer({
    clock,
    quietMs,
    maxWaitMs: longestMs,
    work: () => look().catch(deps.onFault),
  })

  return {
    begin() {
      void listBranches(layout, runner).then((branches) => {
        known = branches
      }, deps.onFault)
    },
    refsMoved() {
      // Where a branch is has to be known before it goes; what went is looked for once git is done.
      if (!hasReftable(layout)) known = new Map([...known, ...readBranches(layout)])
      coalescer.notify()
    },
    stop: () => coalescer.stop(),
  }
}

/** The local branches with their commits: read from git's files, asked of git where they are kept otherwise. */
async function listBranches(layout: RepoLayout, runner: Pick<GitRunner, 'run'>): Promise<Branches> {
  if (!hasReftable(layout)) return readBranches(layout)
  const refs = await runner.run(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/'], { layout })
  return refs.ok ? parseRefs(refs.value.stdout.toString('utf8')) : new Map()
}

function hasReftable({ commonDir }: RepoLayout): boolean {
  return existsSync(join(commonDir, 'reftable'))
}

function readBranches({ commonDir }: RepoLayout): Branches {
  // Loose ones first: packing writes the pack before it removes them. Where a branch is in both, the loose one holds.
  const loose = looseBranches(join(commonDir, 'refs', 'heads'), '')
  const packed = parseRefs(readText(join(commonDir, 'packed-refs')))
  return new Map([...packed, ...loose])
}

function parseRefs(text: string): Branches {
  const lines = [...text.matchAll(/^([0-9a-f]{40}(?:[0-9a-f]{24})?) refs\/heads\/(.+)$/gm)]
  return new Map(lines.map(([, commit = '', name = '']) => [name, commit]))
}

function looseBranches(folder: string, prefix: string): [string, CommitId][] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return looseBranches(path, `${prefix}${entry.name}/`)
    const commit = readText(path).trim()
    return /^[0-9a-f]{40,64}$/.test(commit) ? [[`${prefix}${entry.name}`, commit]] : []
  })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
