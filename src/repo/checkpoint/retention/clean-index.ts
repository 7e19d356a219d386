import { Buffer } from 'node:buffer'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'

/**
 * The store's own index says which files need not be read again. It must not say so of one whose content is going to be
 * removed. The store lock must be held.
 */
export async function cleanIndex(
  store: Pick<Store, 'git' | 'gitDir' | 'layout'>,
  isDoomed: (id: ObjectId) => boolean,
): Promise<void> {
  const index = join(store.gitDir, 'index')
  if (!existsSync(index)) return
  // Captures work on copies, so that only a prune that was killed can have left it.
  rmSync(`${index}.lock`, { force: true })
  // With the work tree, because git compares what was written in the same second as the index before it writes it anew.
  const place = { gitDir: store.gitDir, workTree: store.layout.top, extraEnv: { GIT_INDEX_FILE: index } }
  const listed = existsSync(store.layout.top) ? await store.git.run(['ls-files', '-s', '-z'], place) : null
  // "100644 <id> 0\t<path>", each ended with a NUL.
  const lines = listed?.ok === true ? listed.value.stdout.toString('latin1').split('\0').slice(0, -1) : null
  const stale = lines?.filter((line) => isDoomed(line.slice(7, 47))).map((line) => line.slice(line.indexOf('\t') + 1))
  if (stale?.length === 0) return
  const input = Buffer.from((stale ?? []).map((path) => `${path}\0`).join(''), 'latin1')
  const cleaned =
    stale === undefined
      ? null
      : await store.git.run(['update-index', '--force-remove', '-z', '--stdin'], { ...place, input })
  // One that cannot be cleaned is made anew by the next capture.
  if (cleaned?.ok !== true) rmSync(index, { force: true })
}
