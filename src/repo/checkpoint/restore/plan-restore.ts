import { createArea, planSteps, sameState, sortKept, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { KeptPath } from '../../../core/checkpoint/restore'
import type { RepoPath } from '../../../core/repo/repo-path'
import { errnoOf } from '../fault'
import { ancestorsOf, parentOf, rawPath, repoPath } from '../raw-path'
import type { Store } from '../store'
import { lookUp } from '../tree-walk'
import { treeMode } from '../tree-format'
import { createCaseProbe, refuseCollisions } from './collisions'
import { differencesOf, type TreeState } from './differences'
import { lookAt } from './look-at'
import { openFolder } from './open-folder'

/** What a restore would do, path by path; both lists are sorted. */
export interface FilePlan {
  readonly steps: readonly RestoreStep[]
  readonly keep: readonly KeptPath[]
}

/**
 * Plans the way from what is there now, as a scan or a checkpoint says, to the target. Where the target did not look,
 * `wasFree` says of which paths it is known that nothing was there.
 */
export async function planRestore(
  store: Pick<Store, 'objects' | 'layout'>,
  now: TreeState,
  target: TreeState,
  includes: (path: RepoPath) => boolean,
  wasFree?: (path: RepoPath) => boolean,
): Promise<FilePlan> {
  const differences = await differencesOf(store, now, target, includes)
  const plan = planSteps(differences, now.details, target.details, includes, wasFree)
  const keep: KeptPath[] = [...plan.keep]
  const steps: RestoreStep[] = []
  const notLookedAt = createArea([...now.details.ignoredFolders, ...now.details.leftOut])
  const obstacles = new Map<string, string | null>()
  const obstacleAbove = async (step: RestoreStep) => {
    const folder = parentOf(rawPath(step.path))
    const known = obstacles.get(folder)
    if (known !== undefined) return known
    const found = await obstacle(store, now, removed, step)
    obstacles.set(folder, found)
    return found
  }
  const removed = new Set(plan.steps.flatMap(({ path, to }) => (to === null ? [path] : [])))
  for (const step of plan.steps) {
    const why =
      step.to === null
        ? null
        : ((await obstacleAbove(step)) ?? (notLookedAt(step.path) ? await unknownAt(store, step) : null))
    if (why === null) steps.push(step)
    else if (why !== 'same') keep.push({ path: step.path, why })
  }
  const refused = refuseCollisions(steps, createCaseProbe(store.layout.top))
  return {
    steps: steps.filter(({ path }) => !refused.has(path)),
    keep: sortKept([...keep, ...[...refused].map((path) => ({ path, why: 'NAME_COLLISION' }))]),
  }
}

/** A file above the path that stays, because only some paths are restored. */
async function obstacle(
  store: Pick<Store, 'objects'>,
  now: TreeState,
  removed: ReadonlySet<RepoPath>,
  step: RestoreStep,
): Promise<string | null> {
  for (const folder of ancestorsOf(rawPath(step.path))) {
    const { entry } = await lookUp(store.objects, now.work, folder)
    if (entry === null) return null
    if (entry.mode !== treeMode.folder) return removed.has(repoPath(folder)) ? null : 'ENOTDIR'
  }
  return null
}

/**
 * A place that the checkpoint of now does not cover, because it is ignored now: the disk says whether the path is free
 * (null), holds what is wanted already (`same`), or something that could not be had back.
 */
async function unknownAt(store: Pick<Store, 'layout'>, step: RestoreStep): Promise<string | null> {
  const path = rawPath(step.path)
  try {
    const folder = openFolder(store.layout.top, parentOf(path), false)
    try {
      const found = await lookAt(folder, path.slice(path.lastIndexOf('/') + 1))
      if (found.kind === 'missing') return null
      return found.kind === 'entry' && sameState(found.state, step.to) ? 'same' : 'NOT_IN_SAFETY'
    } finally {
      folder.close()
    }
  } catch (thrown) {
    const code = errnoOf(thrown)
    if (code === null) throw thrown
    return code === 'ENOENT' ? null : code
  }
}
