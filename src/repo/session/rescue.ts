import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import { isByProduct } from '../../core/rescue/by-product'
import { decideLoss, movedAway, type GoneContent } from '../../core/rescue/decide-loss'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { Loss } from '../../shared/repo-facts'
import { absolutePath } from '../absolute-path'
import { StoreFault } from '../checkpoint/fault'
import { rawPath, repoPath, type RawPath } from '../checkpoint/raw-path'
import { readHead } from '../checkpoint/read-head'
import type { CheckpointRecord } from '../checkpoint/record'
import type { Store } from '../checkpoint/store'
import { diffTrees, entriesBelow, lookUp } from '../checkpoint/tree-walk'
import { treeMode, type EntryAt } from '../checkpoint/tree-format'
import type { Conversions } from '../diff/conversions'
import type { FixedEnd } from '../diff/checkpoint-end'
import type { CatFile } from '../git/cat-file'
import { emptyBlobs } from '../git/empty-objects'
import type { RepoLayout } from '../git/repo-layout'
import type { CapturedChange } from './captured-change'
import type { GitEvidence } from './git-evidence'
import { createHeldContent, type HeldContent } from './held-content'
import { restoredPaths } from './restored-elsewhere'

/** Notices that files disappeared which nothing but a checkpoint has any more. */
export interface Rescue {
  /** Two captures of a session lie behind each other. Resolves when they were looked at. */
  captured(change: CapturedChange): Promise<void>
  stop(): void
}

export interface RescueDeps {
  readonly clock: Clock
  readonly layout: RepoLayout
  readonly store: () => Promise<Result<Store, unknown>>
  readonly catFile: CatFile
  readonly conversions: Conversions
  readonly evidence: GitEvidence
  /** The state the session is in now, and the one it began with. */
  readonly session: () => { readonly baseline: CheckpointId; readonly latest: CheckpointId } | null
  readonly onLoss: (store: Store, loss: Loss) => Promise<void>
  readonly onFault: (fault: unknown) => void
}

// A file may be on its way to another place, and git may not be done: what is gone is looked for a moment later.
const quietMs = 700
const longestMs = 5000
/** git notes what it did around the time at which it is noticed. */
const slackMs = 2000
const mostPaths = 50
const mostCommits = 12

interface Candidate {
  readonly path: RawPath
  readonly old: EntryAt
  /** The checkpoint that still has it. */
  readonly from: CheckpointId
}

interface Burst {
  /** By path and content: a file can have had several since. */
  readonly candidates: Map<string, Candidate>
  readonly heads: Set<CommitId>
  headMoved: boolean
  /** Before the burst, and when it began. */
  readonly headBefore: CommitId | null
  readonly headAt: CommitId | null
  fromMs: number
  toMs: number
}

export function createRescue(deps: RescueDeps): Rescue {
  const { clock, layout, evidence } = deps
  let burst: Burst | null = null
  let queue: Promise<void> = Promise.resolve()

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(work).catch((fault: unknown) => {
      // A checkpoint that was forgotten, or a store that was deleted meanwhile, has nothing to be looked at.
      if (!(fault instanceof StoreFault)) deps.onFault(fault)
    })
    return queue
  }
  const coalescer = createCoalescer({ clock, quietMs, maxWaitMs: longestMs, work: () => inTurn(judge) })

  const look = async (change: CapturedChange): Promise<void> => {
    const opened = await deps.store()
    // What a restore takes away was asked for, and can be undone.
    if (!opened.ok || change.restored !== null) return
    evidence.look()
    const store = opened.value
    const [before, after] = [await store.record(change.from), await store.record(change.to)]
    const fromMs = change.firstWriteMs - slackMs
    const toMs = change.closedAtMs + slackMs
    const gitWrote = change.headMoved !== null || evidence.wroteBetween(fromMs, toMs)
    const asked = restoredPaths(store, change.from, change.to)
    const gone = (await diffTrees(store.objects, before.work, after.work)).flatMap(({ path, old, new: now }) =>
      old !== null && old.mode !== treeMode.nestedRepo && isGone(old, now, gitWrote) ? [{ path, old }] : [],
    )
    if (gone.length === 0 && burst === null) return
    const head = readHead(layout.gitDir, layout.commonDir)?.commit ?? null
    const headBefore = change.headMoved === null ? head : change.headMoved.from
    burst ??= { candidates: new Map(), heads: new Set(), headMoved: false, headBefore, headAt: head, fromMs, toMs }
    for (const commit of [head, change.headMoved?.from, change.headMoved?.to]) if (commit) burst.heads.add(commit)
    burst.headMoved = burst.headMoved || change.headMoved !== null
    burst.toMs = toMs
    for (const { path, old } of gone)
      if (!isInMovedRepo(path, before, after) && !asked.has(repoPath(path)))
        burst.candidates.set(`${old.id} ${path}`, { path, old, from: change.from })
    coalescer.notify()
  }

  const judge = async (): Promise<void> => {
    const [opened, session] = [await deps.store(), deps.session()]
    if (!opened.ok || session === null || burst === null) return
    // git is at work: what it says may be half of the truth.
    if (existsSync(join(layout.gitDir, 'index.lock')) && clock.now() < burst.toMs + longestMs) return coalescer.notify()
    const mine = burst
    burst = null
    evidence.look()
    const head = readHead(layout.gitDir, layout.commonDir)?.commit ?? null
    if (head !== null) mine.heads.add(head)
    const found = await weigh(opened.value, session, mine, head)
    if (found === null) return
    const paths = found.gone.map(({ path }) => path).toSorted()
    const loss = { files: paths.length, paths: paths.slice(0, mostPaths), cause: found.cause }
    await deps.onLoss(opened.value, { atMs: clock.now(), checkpointId: found.checkpointId, ...loss })
  }

  const weigh = async (
    store: Store,
    session: { readonly baseline: CheckpointId; readonly latest: CheckpointId },
    { candidates, heads, headMoved, headBefore, headAt, fromMs, toMs }: Burst,
    head: CommitId | null,
  ) => {
    const now = await store.record(session.latest)
    const held = createHeldContent({ ...deps, store })
    const commits = [...new Set([...heads, ...evidence.heads()])]
      .slice(0, mostCommits)
      .map((commit) => held.endOf(commit))
    const stashes = evidence.stashes().flatMap((id) => [id, `${id}^2`, `${id}^3`].map((rev) => held.endOf(rev)))
    const reset = evidence.discardedBetween(fromMs, toMs + slackMs)
    // Work that was rewritten and committed has its new content in HEAD too: it is no older commit that came back.
    const revertedTo = reset ? head : headBefore
    const headEnd = revertedTo === null ? null : held.endOf(revertedTo)
    const baseline = await recordOrNull(store, session.baseline)
    const judged = new Map<RepoPath, Candidate & { readonly gone: GoneContent }>()
    for (const candidate of candidates.values()) {
      const { path: raw, old } = candidate
      const path = repoPath(raw)
      const { entry } = await lookUp(store.objects, now.work, raw)
      const there = entry?.mode === treeMode.folder ? null : entry
      if (there?.id === old.id || (there === null && isThere(layout.top, path))) continue
      const how = there === null ? 'deleted' : 'reverted'
      const heldBy = (await anyHolds(held, commits, path, old))
        ? 'head'
        : (await anyHolds(held, stashes, path, old))
          ? 'stash'
          : null
      if (there !== null && (heldBy !== null || headEnd === null || !(await held.holds(headEnd, path, there)))) continue
      const isKnown = heldBy !== null || (await anyHas(commits, path))
      // Of empty content there is nothing to lose.
      if (!isKnown && (isByProduct(path) || emptyBlobs.has(old.id))) continue
      const wasOwn = !isKnown && baseline !== null && (await lookUp(store.objects, baseline.work, raw)).entry !== null
      // Of several contents of one file the last that nothing else has is what is missed.
      if (heldBy === null || !judged.has(path)) judged.set(path, { ...candidate, gone: { path, how, heldBy, wasOwn } })
    }
    const gone = [...judged.values()].map((one) => one.gone)
    // In a sparse checkout files of the commit leave the disk without being deleted.
    const isSparse = existsSync(join(layout.gitDir, 'info', 'sparse-checkout'))
    const deeds = {
      headMoved: headMoved || isSparse || head !== headAt,
      reset,
    }
    const first = await recordOrNull(store, [...candidates.values()][0]?.from ?? session.baseline)
    const filesBefore = first?.manifest.files ?? now.manifest.files
    if (decideLoss(gone, deeds, filesBefore) === null) return null
    const left = first === null ? gone : await withoutMoved(store, first, now, gone, judged)
    const loss = decideLoss(left, deeds, filesBefore)
    if (loss === null) return null
    const lost = loss.gone.flatMap(({ path }) => judged.get(path) ?? [])
    return { ...loss, checkpointId: await bestCheckpoint(store, lost) }
  }

  return {
    captured: (change) => inTurn(() => look(change)),
    stop: () => coalescer.stop(),
  }
}

/** Deleted, or, when git wrote, overwritten: an everyday edit is no loss, its old content is in the checkpoint before. */
function isGone(old: EntryAt, now: EntryAt | null, gitWrote: boolean): boolean {
  return now === null || (gitWrote && now.id !== old.id)
}

/** Inside a repository of its own whose HEAD moved: its commits have what it had. */
function isInMovedRepo(path: RawPath, before: CheckpointRecord, after: CheckpointRecord): boolean {
  const repo = before.details.nestedRepos.find((one) => path.startsWith(`${rawPath(one.path)}/`))
  if (repo === undefined) return false
  return after.details.nestedRepos.find((one) => one.path === repo.path)?.head !== repo.head
}

async function withoutMoved(
  store: Store,
  before: CheckpointRecord,
  now: CheckpointRecord,
  gone: readonly GoneContent[],
  judged: ReadonlyMap<RepoPath, Candidate>,
): Promise<readonly GoneContent[]> {
  const there = new Set((await entriesBelow(store.objects, now.work)).map(({ entry }) => entry.id))
  const stays = gone.filter(({ path }) => there.has(judged.get(path)?.old.id ?? ''))
  const away = gone.filter((one) => !stays.includes(one))
  const added = (await diffTrees(store.objects, before.work, now.work)).flatMap((change) =>
    change.old === null && change.new !== null ? [repoPath(change.path)] : [],
  )
  const committed = away.filter(({ how, heldBy }) => how === 'deleted' && heldBy === 'head').map(({ path }) => path)
  const moved = movedAway(committed, added)
  return away.filter(({ path }) => !moved.has(path))
}

/** Of the checkpoints that still had some of the files, the one that has most of them; the later of two as good. */
async function bestCheckpoint(store: Store, lost: readonly Candidate[]): Promise<CheckpointId> {
  let best = { id: lost.at(-1)?.from ?? '', has: -1 }
  for (const id of [...new Set(lost.map(({ from }) => from))].toSorted()) {
    const record = await recordOrNull(store, id)
    if (record === null) continue
    let has = 0
    for (const { path, old } of lost)
      if ((await lookUp(store.objects, record.work, path)).entry?.id === old.id) has += 1
    if (has >= best.has) best = { id, has }
  }
  return best.id
}

async function anyHolds(
  held: HeldContent,
  ends: readonly FixedEnd[],
  path: RepoPath,
  entry: EntryAt,
): Promise<boolean> {
  for (const end of ends) if (await held.holds(end, path, entry)) return true
  return false
}

async function anyHas(ends: readonly FixedEnd[], path: RepoPath): Promise<boolean> {
  for (const end of ends) if ((await end.entry(path).catch(() => null)) !== null) return true
  return false
}

async function recordOrNull(store: Store, id: CheckpointId): Promise<CheckpointRecord | null> {
  return store.record(id).catch(() => null)
}

function isThere(top: string, path: RepoPath): boolean {
  try {
    return !lstatSync(absolutePath(top, path)).isDirectory()
  } catch {
    return false
  }
}
