import type { EntryState, RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { Details } from '../../../core/checkpoint/manifest'
import type { RepoPath } from '../../../core/repo/repo-path'
import { isExecutable } from '../disk'
import type { ObjectId } from '../loose-object'
import { rawPath, repoPath, type RawPath } from '../raw-path'
import type { Store } from '../store'
import { diffTrees, entriesBelow, lookUp } from '../tree-walk'
import { treeMode, type EntryAt } from '../tree-format'
import { linkPermissions } from './look-at'

/** A work tree as a checkpoint or a scan holds it. */
export interface TreeState {
  readonly work: ObjectId
  readonly details: Details
}

/** Every path whose bytes, kind or permissions differ, sorted. */
export async function differencesOf(
  store: Pick<Store, 'objects'>,
  now: TreeState,
  target: TreeState,
  includes: (path: RepoPath) => boolean,
): Promise<readonly RestoreStep[]> {
  const stateNow = stateReader(now.details)
  const stateThen = stateReader(target.details)
  const found = new Map<RepoPath, RestoreStep>()
  const add = (raw: RawPath, before: EntryAt | null, after: EntryAt | null) => {
    const path = repoPath(raw)
    if (!includes(path) || found.has(path)) return
    const from = stateNow(path, before)
    const to = stateThen(path, after)
    if (from?.id === to?.id && from?.mode === to?.mode && from?.permissions === to?.permissions) return
    found.set(path, { path, from, to })
  }
  for (const change of await diffTrees(store.objects, now.work, target.work)) add(change.path, change.old, change.new)
  for (const { path, entry } of await doubtfulPermissions(store, now, target)) add(path, entry, entry)
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** Paths that have the same entry on both sides, so that only their permissions may differ. */
async function doubtfulPermissions(
  store: Pick<Store, 'objects'>,
  now: TreeState,
  target: TreeState,
): Promise<readonly { readonly path: RawPath; readonly entry: EntryAt }[]> {
  const a = now.details
  const b = target.details
  if (a.usual.file !== b.usual.file || a.usual.executable !== b.usual.executable) {
    const before = new Map(
      (await entriesBelow(store.objects, now.work)).map(({ path, entry }) => [path, `${entry.mode} ${entry.id}`]),
    )
    const after = await entriesBelow(store.objects, target.work)
    return after.filter(({ path, entry }) => before.get(path) === `${entry.mode} ${entry.id}`)
  }
  const listed = new Map(a.permissions)
  const differing = new Set(listed.keys())
  for (const [path, bits] of b.permissions) {
    if (listed.get(path) === bits) differing.delete(path)
    else differing.add(path)
  }
  const out: { readonly path: RawPath; readonly entry: EntryAt }[] = []
  for (const path of differing) {
    const raw = rawPath(path)
    const before = (await lookUp(store.objects, now.work, raw)).entry
    const after = (await lookUp(store.objects, target.work, raw)).entry
    if (before === null || after === null || before.id !== after.id || before.mode !== after.mode) continue
    out.push({ path: raw, entry: after })
  }
  return out
}

/** Puts the permissions, which the details keep, to the entries of the tree. */
export function stateReader(details: Details): (path: RepoPath, entry: EntryAt | null) => EntryState | null {
  const listed = new Map(details.permissions)
  return (path, entry) => {
    if (entry === null) return null
    const { mode, id } = entry
    if (mode === treeMode.symlink || mode === treeMode.nestedRepo) return { mode, id, permissions: linkPermissions }
    const usual = isExecutable(mode) ? details.usual.executable : details.usual.file
    return { mode, id, permissions: listed.get(path) ?? usual }
  }
}
