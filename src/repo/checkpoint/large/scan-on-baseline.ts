import { createBreather } from '../breathe'
import type { Seen } from '../describe-scan'
import { listIndexEntries, scanWithIndex, type ScanRequest, type ScanResult } from '../index-scan'
import { StoreFault } from '../fault'
import { objectId, type ObjectId } from '../loose-object'
import type { ObjectBatch } from '../object-batch'
import type { Quarantine } from '../quarantine'
import type { RawPath } from '../raw-path'
import type { Store } from '../store'
import { treeMode, type EntryAt } from '../tree-format'
import type { OpenBaseline } from './open-baseline'

/** A scanned work tree: a tree of git, and what is to be changed in it. */
export interface TreeScan extends ScanResult {
  readonly tree: ObjectId
  readonly edits: ReadonlyMap<RawPath, EntryAt | null>
  /** Blobs that need not be written, because the baseline has them. */
  readonly borrowed: ReadonlySet<ObjectId>
}

/** So few and so small files are read in less time than it takes to start git for them. */
const fewFiles = 300
const smallBytes = 4 * 1024 * 1024
const fewBytes = 64 * 1024 * 1024

/**
 * Finds what differs from the baseline. `seen` are the files that may: a few are left to be read, many go through the store's
 * own index, which then holds just these. Whatever git hashes there goes into the store, unless it turns out to be
 * what the baseline has.
 */
export async function scanOnBaseline(
  store: Store,
  quarantine: Quarantine,
  { tree, files }: OpenBaseline,
  seen: ReadonlyMap<RawPath, Seen>,
  request: Omit<ScanRequest, 'paths' | 'expected'>,
): Promise<TreeScan> {
  const paths = new Set(seen.keys())
  const edits = new Map<RawPath, EntryAt | null>()
  const expected = new Map<RawPath, EntryAt>()
  for (const path of paths) {
    const entry = files.others.get(path) ?? null
    if (entry !== null && isFile(entry)) expected.set(path, entry)
  }
  const borrowed = new Set([...expected.values()].map(({ id }) => id))
  for (const folder of files.sparseFolders) edits.set(folder, null)
  if (areFew(seen)) {
    // Until each is read, nothing is known of it.
    for (const [path, entry] of files.others) if (entry !== null) edits.set(path, null)
    return { tree, edits, borrowed, unread: [...paths], keepChanging: [], refused: [] }
  }
  const result = await scanWithIndex(store, quarantine, { ...request, paths, expected })
  const entries = await listIndexEntries(store, quarantine)
  for (const [path, entry] of files.others) if (entry !== null && !seen.has(path)) edits.set(path, null)
  for (const path of paths) {
    const before = files.others.get(path)
    const now = entries.get(path) ?? null
    if (now?.id !== before?.id || now?.mode !== before?.mode) edits.set(path, now)
  }
  return { ...result, tree, edits, borrowed }
}

/** The batch, but for what the baseline has. */
export function withoutBorrowed(batch: ObjectBatch, borrowed: ReadonlySet<ObjectId>): ObjectBatch {
  if (borrowed.size === 0) return batch
  return {
    ...batch,
    add(type, body) {
      const id = objectId(type, body)
      return borrowed.has(id) ? id : batch.add(type, body)
    },
  }
}

function areFew(seen: ReadonlyMap<RawPath, Seen>): boolean {
  if (seen.size > fewFiles) return false
  let total = 0
  for (const { size } of seen.values()) {
    if (size > smallBytes) return false
    total += size
  }
  return total <= fewBytes
}

/**
 * Throws unless the store itself has what the edits name: its index may still know a file of an earlier baseline, whose
 * blob was never copied. To be called when the objects of the quarantine are in the store.
 */
export async function assertHeld(store: Pick<Store, 'objects'>, edits: TreeScan['edits']): Promise<void> {
  const pause = createBreather()
  for (const entry of edits.values()) {
    await pause()
    if (entry === null || (await store.objects.holds(entry.id))) continue
    const stderr = `error: invalid object ${entry.id} in the index of the store`
    throw new StoreFault({ kind: 'git-failed', command: 'update-index', code: null, stderr })
  }
}

function isFile({ mode }: EntryAt): boolean {
  return mode === treeMode.file || mode === treeMode.executable || mode === treeMode.symlink
}
