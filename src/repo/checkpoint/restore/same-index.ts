import type { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { RepoLayout } from '../../git/repo-layout'
import { writeDurably } from '../checkpoint-refs'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'

/** Whether an index says the same as a captured one: names, modes, ids, stages and marks; not the times it remembers. */
export async function sameIndex(
  store: Store,
  layout: RepoLayout,
  now: Buffer | null,
  captured: ObjectId | null,
): Promise<boolean> {
  if (now === null || captured === null) return false
  const before = (await store.objects.read(captured)).body
  const [a, b] = [await entriesOf(store, layout, now), await entriesOf(store, layout, before)]
  return a !== null && b !== null && a.equals(b)
}

/** The list as git reads it out of a copy, so that split and sparse ones need no reader of ours; null when it cannot. */
async function entriesOf(store: Store, layout: RepoLayout, index: Buffer): Promise<Buffer | null> {
  // The name is one that opening a store sweeps.
  const copy = join(store.folder, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  await writeDurably(copy, index)
  try {
    const options = { layout, extraEnv: { GIT_INDEX_FILE: copy } }
    const answer = await store.git.run(['ls-files', '-z', '-s', '-v'], options)
    return answer.ok ? answer.value.stdout : null
  } finally {
    unlinkSync(copy)
  }
}
