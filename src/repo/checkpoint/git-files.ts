import type { Buffer } from 'node:buffer'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from './fault'
import type { ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import { formatTree, treeMode, type TreeEntry } from './tree-format'

/**
 * Keeps the bytes of the user's index (and of the shared part of a split one), which say what was staged. The answer is
 * a tree of these files; null when the repository has no index yet.
 */
export async function captureGitFiles(gitDir: string, batch: ObjectBatch): Promise<ObjectId | null> {
  const index = await readIfThere(join(gitDir, 'index'))
  if (index === null) return null
  const entries: TreeEntry[] = [{ name: 'index', mode: treeMode.file, id: batch.add('blob', index) }]
  for (const name of await readdir(gitDir)) {
    if (!/^sharedindex\.[0-9a-f]+$/.test(name)) continue
    const shared = await readIfThere(join(gitDir, name))
    if (shared !== null) entries.push({ name, mode: treeMode.file, id: batch.add('blob', shared) })
  }
  return batch.add('tree', formatTree(entries))
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}
