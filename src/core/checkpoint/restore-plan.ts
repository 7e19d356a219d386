import type { RepoPath } from '../repo/repo-path'
import type { Details } from './manifest'
import type { KeptPath } from './restore'

/** What stands at a path: mode as git writes it, the SHA-1 of its bytes, all twelve permission bits (0o777 for a symlink). */
export interface EntryState {
  readonly mode: number
  readonly id: string
  readonly permissions: number
}

/** One path that a restore moves from one state to another; null is "nothing there". */
export interface RestoreStep {
  readonly path: RepoPath
  readonly from: EntryState | null
  readonly to: EntryState | null
}

export interface StepPlan {
  readonly steps: readonly RestoreStep[]
  readonly keep: readonly KeptPath[]
}

const nestedRepoMode = 0o160000

/** Whether a path is one of these or lies in one of these; `null` stands for everything. */
export function createPathFilter(paths: readonly RepoPath[] | null): (path: RepoPath) => boolean {
  if (paths === null) return () => true
  const wanted = createArea(paths.map((path) => path.replace(/\/+$/, '')))
  return (path) => wanted(path)
}

/**
 * Which of the differences between now and the target may be carried out. What either side does not know stays as it
 * is: a path that could not be captured, and files that the target did not look at because they were ignored then,
 * unless it is known by other means that nothing was there (`wasFree`).
 */
export function planSteps(
  differences: readonly RestoreStep[],
  now: Details,
  target: Details,
  includes: (path: RepoPath) => boolean,
  wasFree: (path: RepoPath) => boolean = () => false,
): StepPlan {
  const unknownNow = createArea(now.uncaptured.map(({ path }) => path))
  const unknownThen = createArea(target.uncaptured.map(({ path }) => path))
  const notLookedAt = createArea([...target.ignoredFolders, ...target.leftOut])
  const keep = new Map<RepoPath, string>()
  const steps = differences.filter(({ path, from, to }) => {
    if (unknownNow(path) || from?.mode === nestedRepoMode) keep.set(path, 'NOT_IN_SAFETY')
    else if (unknownThen(path) || to?.mode === nestedRepoMode) keep.set(path, 'NOT_IN_CHECKPOINT')
    else if (to === null && notLookedAt(path) && !wasFree(path)) keep.set(path, 'NOT_IN_CHECKPOINT')
    return !keep.has(path)
  })
  // A checkpoint does not hold these at all, so no difference names them.
  for (const { path } of now.uncaptured.filter((one) => isAbsent(one) && !isAllThereIs(one) && !unknownThen(one.path)))
    if (includes(path) && !keep.has(path)) keep.set(path, 'NOT_IN_SAFETY')
  for (const { path } of target.uncaptured.filter((one) => isAbsent(one) && !unknownNow(one.path)))
    if (includes(path) && !keep.has(path)) keep.set(path, 'NOT_IN_CHECKPOINT')
  return { steps, keep: sortKept([...keep].map(([path, why]) => ({ path, why }))) }
}

/** The way back. */
export function reversed(step: RestoreStep): RestoreStep {
  return { path: step.path, from: step.to, to: step.from }
}

export function sortKept(kept: readonly KeptPath[]): readonly KeptPath[] {
  return kept.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

export function sameState(a: EntryState | null, b: EntryState | null): boolean {
  if (a === null || b === null) return a === b
  return a.mode === b.mode && a.id === b.id && a.permissions === b.permissions
}

/** Paths and everything below them. The top level may be named as `''` or `.`. */
export function createArea(paths: readonly RepoPath[]): (path: RepoPath) => boolean {
  const roots = new Set(paths)
  if (roots.has('') || roots.has('.')) return () => true
  if (roots.size === 0) return () => false
  return (path) => {
    if (roots.has(path)) return true
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
      if (roots.has(path.slice(0, slash))) return true
    return false
  }
}

/** Whether a restore may move an index: neither side lacks what it names, or the one of now lacks only what nobody has. */
export function mayMoveIndex(path: RepoPath, now: Pick<Details, 'uncaptured'>, target: Pick<Details, 'uncaptured'>) {
  return [...now.uncaptured.filter((one) => !isAllThereIs(one)), ...target.uncaptured].every((one) => one.path !== path)
}

/** The bytes of an index that names what is nowhere, or cannot be read, are captured as they are: more there is not to lose. */
function isAllThereIs({ path, why }: Details['uncaptured'][number]): boolean {
  return /(^|\/)\.git\/index$/.test(path) && (why === 'MISSING' || why === 'DAMAGED')
}

/** A file that kept changing was captured all the same. */
function isAbsent({ why }: { readonly why: string }): boolean {
  return why !== 'KEEPS_CHANGING'
}
