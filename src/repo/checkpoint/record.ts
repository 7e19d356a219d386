import { Buffer } from 'node:buffer'
import type { Checkpoint } from '../../core/checkpoint/checkpoint'
import {
  decodeDetails,
  decodeManifest,
  encodeDetails,
  encodeManifest,
  toCheckpoint,
  type Details,
  type Manifest,
} from '../../core/checkpoint/manifest'
import type { RepoPath } from '../../core/repo/repo-path'
import { StoreFault } from './fault'
import type { ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import type { ObjectStore } from './object-store'
import { formatTree, treeMode, type TreeEntry } from './tree-format'

/**
 * One checkpoint as the store holds it: a commit without parents (so that any of them can be forgotten) whose tree has
 * `work/` (the work tree), `manifest.json`, `details.json`, `git/` if the repository has an index, and `nested/<n>/` for
 * the indexes of the repositories inside, where n is the place in `nestedRepos` of the details.
 */
export interface CheckpointRecord {
  readonly checkpoint: Checkpoint
  readonly manifest: Manifest
  readonly details: Details
  readonly work: ObjectId
  /**
   * Tree with the raw `index` (and `sharedindex.*`) of the user's git directory, and `pinned/<id>`: the contents of blobs
   * that nothing but the index names, under the ids that the user's repository gives them.
   */
  readonly gitFiles: ObjectId | null
  /** The same of each nested repository that has an index, by its path. */
  readonly nested: ReadonlyMap<RepoPath, ObjectId>
}

/** Writes everything of a record but its work tree; the details have to be sorted. The answer is the commit. */
export function writeRecord(batch: ObjectBatch, record: Omit<CheckpointRecord, 'checkpoint'>): ObjectId {
  const entries: TreeEntry[] = [
    { name: 'work', mode: treeMode.folder, id: record.work },
    { name: 'manifest.json', mode: treeMode.file, id: addText(batch, encodeManifest(record.manifest)) },
    { name: 'details.json', mode: treeMode.file, id: addText(batch, encodeDetails(record.details)) },
  ]
  if (record.gitFiles !== null) entries.push({ name: 'git', mode: treeMode.folder, id: record.gitFiles })
  const nested = record.details.nestedRepos.flatMap(({ path }, n): TreeEntry[] => {
    const id = record.nested.get(path)
    return id === undefined ? [] : [{ name: String(n), mode: treeMode.folder, id }]
  })
  if (nested.length > 0) {
    entries.push({ name: 'nested', mode: treeMode.folder, id: batch.add('tree', formatTree(nested)) })
  }
  const tree = batch.add('tree', formatTree(entries))
  const who = `Firebreak <firebreak@localhost> ${Math.floor(record.manifest.atMs / 1000)} +0000`
  const commit = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\ncheckpoint ${record.manifest.id}\n`
  return batch.add('commit', Buffer.from(commit))
}

/** Fault `store-corrupt` when any part of it is missing or not what it should be. */
export async function readRecord(objects: ObjectStore, commit: ObjectId): Promise<CheckpointRecord> {
  const tree = /^tree ([0-9a-f]{40})\n/.exec((await objects.read(commit)).body.toString('latin1'))?.[1]
  if (tree === undefined) throw corrupt(`${commit} is not a commit`)
  const entries = new Map((await objects.readTree(tree)).map((entry) => [entry.name, entry]))
  const text = async (name: string) => {
    const id = entries.get(name)?.id
    if (id === undefined) throw corrupt(`${commit} has no ${name}`)
    return (await objects.read(id)).body.toString('utf8')
  }
  const manifest = decodeManifest(await text('manifest.json'))
  if (!manifest.ok) throw corrupt(`manifest of ${commit}: ${manifest.error}`)
  const details = decodeDetails(await text('details.json'))
  if (!details.ok) throw corrupt(`details of ${commit}: ${details.error}`)
  const work = entries.get('work')?.id
  if (work === undefined) throw corrupt(`${commit} has no work tree`)
  const nestedTree = entries.get('nested')?.id
  const nested = new Map<RepoPath, ObjectId>()
  for (const { name, id } of nestedTree === undefined ? [] : await objects.readTree(nestedTree)) {
    const repo = details.value.nestedRepos[Number(name)]
    if (repo !== undefined) nested.set(repo.path, id)
  }
  return {
    checkpoint: toCheckpoint(manifest.value, details.value),
    manifest: manifest.value,
    details: details.value,
    work,
    gitFiles: entries.get('git')?.id ?? null,
    nested,
  }
}

function addText(batch: ObjectBatch, text: string): ObjectId {
  return batch.add('blob', Buffer.from(text))
}

function corrupt(detail: string): StoreFault {
  return new StoreFault({ kind: 'store-corrupt', detail })
}
