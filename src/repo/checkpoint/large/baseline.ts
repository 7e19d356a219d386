import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sequenceOf } from '../../../core/checkpoint/checkpoint-id'
import { alternateLine, alternatesFile } from '../alternates'
import { writeDurably } from '../checkpoint-refs'
import { errnoOf, StoreFault } from '../fault'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'
import { baselineFile, encodeBaseline, readBaseline } from './baseline-file'
import { copyBorrowed } from './copy-borrowed'

type BaselineStore = Pick<Store, 'folder' | 'gitDir' | 'layout' | 'git' | 'objects' | 'refs' | 'lock'>

/** The one name that Firebreak has in the user's repository, where it has one at all. */
function baselineRef(store: Pick<Store, 'layout'>): string {
  return `refs/firebreak/${store.layout.repoId}`
}

/** Whether the store reads objects of the user's repository as if they were its own. */
export function isBorrowing({ gitDir }: Pick<Store, 'gitDir'>): boolean {
  return existsSync(alternatesFile(join(gitDir, 'objects')))
}

/**
 * Makes the store build on a commit of the user's repository, and keeps that alive there: by one reference, of which there
 * is at most one for each work tree. What checkpoints need of the commit that it takes the place of is copied before.
 * `changed` when the store builds on something else than `instead` by now; `refused` when git does not let us, as in a
 * repository that may not be written, or when something that was borrowed is lost.
 */
export async function holdBaseline(
  store: BaselineStore,
  commit: ObjectId,
  instead: ObjectId | null,
): Promise<'held' | 'changed' | 'refused'> {
  if (commit === instead && (await isRefAt(store, commit))) return 'held'
  return store.lock.hold(async () => {
    const held = readBaseline(store)
    if ((held?.commit ?? null) !== instead) return 'changed'
    // git reads the new commit's objects through the alternates, so these come first; the reference comes before all
    // that relies on it.
    const alternates = alternatesFile(join(store.gitDir, 'objects'))
    await replace(alternates, alternateLine(join(store.layout.commonDir, 'objects')))
    if (held !== null && commit !== held.commit && !(await copyBorrowed(store, commit))) return 'refused'
    if (!(await pointRefAt(store, commit))) {
      if (held === null) rmSync(alternates)
      return 'refused'
    }
    const newest = store.refs.list().at(-1)
    const since = held?.since ?? (newest === undefined ? 0 : (sequenceOf(newest) ?? 0)) + 1
    if (held?.commit !== commit) await replace(baselineFile(store.folder), encodeBaseline({ commit, since }))
    return 'held'
  })
}

/**
 * Removes the reference, and stops borrowing, when no checkpoint is left that may need it. To be called when checkpoints were
 * forgotten, under the store lock. It leaves all as it is when git does not let us remove the reference.
 */
export async function releaseBaseline(store: BaselineStore): Promise<void> {
  const held = readBaseline(store)
  if (held === null || store.refs.list().some((id) => (sequenceOf(id) ?? 0) >= held.since)) return
  const { git, layout } = store
  const removed = await git.run(['update-ref', '--no-deref', '-d', baselineRef(store)], { layout, config })
  if (!removed.ok && removed.error.kind !== 'folder-gone') return
  removeIfEmpty(join(layout.commonDir, 'refs', 'firebreak'))
  rmSync(baselineFile(store.folder), { force: true })
  rmSync(alternatesFile(join(store.gitDir, 'objects')), { force: true })
  // Its entries name borrowed objects, and the next one is made from scratch.
  rmSync(join(store.gitDir, 'index'), { force: true })
  store.objects.dropCaches()
}

/** The tree of the commit that is held; null when it cannot be read. */
export async function treeOfCommit({ objects }: Pick<Store, 'objects'>, commit: ObjectId): Promise<ObjectId | null> {
  try {
    return /^tree ([0-9a-f]{40})\n/.exec((await objects.read(commit)).body.toString('latin1'))?.[1] ?? null
  } catch (thrown) {
    if (thrown instanceof StoreFault) return null
    throw thrown
  }
}

// Nothing is logged of it, whatever the repository's settings say.
const config = ['core.logAllRefUpdates=false']

async function isRefAt(store: BaselineStore, commit: ObjectId): Promise<boolean> {
  const { git, layout } = store
  // As a file of its own it can be read without git.
  if (readRef(join(layout.commonDir, baselineRef(store))) === commit) return true
  const now = await git.run(['rev-parse', '-q', '--verify', baselineRef(store)], { layout, okCodes: [0, 1] })
  return now.ok && now.value.stdout.toString('latin1').trim() === commit
}

function readRef(file: string): string | null {
  try {
    return readFileSync(file, 'latin1').trim()
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}

async function pointRefAt(store: BaselineStore, commit: ObjectId): Promise<boolean> {
  const { git, layout } = store
  return (await git.run(['update-ref', '--no-deref', baselineRef(store), commit], { layout, config })).ok
}

/** git leaves the folder of a name that it removed. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (thrown) {
    // Another work tree has its reference there, or the names are not kept in files.
    if (errnoOf(thrown) === null) throw thrown
  }
}

async function replace(file: string, content: string): Promise<void> {
  const temp = `${file}.${randomBytes(6).toString('hex')}.tmp`
  await writeDurably(temp, content)
  renameSync(temp, file)
}
