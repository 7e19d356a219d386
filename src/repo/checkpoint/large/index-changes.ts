import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { quotedPath } from '../../git/object-folders'
import { isAsCommitted } from '../as-committed'
import { orFault, StoreFault } from '../fault'
import type { ObjectId } from '../loose-object'
import { splitNul, type RawPath } from '../raw-path'
import type { Store } from '../store'
import type { EntryAt } from '../tree-format'
import type { UserIndex } from './user-index'

/** Where an index and a commit differ; null for what one of them does not have. */
export interface IndexChange {
  readonly path: RawPath
  readonly inCommit: EntryAt | null
  readonly inIndex: EntryAt | null
}

// In one piece each: with the promises of `fs` a large file is many round trips.
const write = promisify(writeFile)
const remove = promisify(rm)

/** By index, as a capture asks twice. */
const known = new WeakMap<UserIndex, Map<ObjectId, Promise<readonly IndexChange[]>>>()

/** What a commit of the user's repository and an index as it was read differ in. Fault `git-failed` when the commit has gaps. */
export function indexChanges(
  store: Pick<Store, 'git' | 'layout' | 'gitDir'>,
  commit: ObjectId,
  index: UserIndex,
): Promise<readonly IndexChange[]> {
  const asked = known.get(index) ?? new Map<ObjectId, Promise<readonly IndexChange[]>>()
  known.set(index, asked)
  const changes = asked.get(commit) ?? compare(store, commit, index)
  asked.set(commit, changes)
  return changes
}

async function compare(
  { git, layout, gitDir }: Pick<Store, 'git' | 'layout' | 'gitDir'>,
  commit: ObjectId,
  index: UserIndex,
): Promise<readonly IndexChange[]> {
  if (await isAsCommitted(layout, commit, index.tree())) return []
  // git is given the very bytes that were read, whatever the index is by now.
  const copy = join(gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    await write(copy, index.bytes, { mode: 0o600, flag: 'wx' })
    const args = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', commit, '--']
    // In our git directory, whose settings are known; it may not borrow the objects yet.
    const place = { gitDir, workTree: layout.top, cwd: gitDir }
    const objects = quotedPath(join(layout.commonDir, 'objects'))
    const extraEnv = { GIT_INDEX_FILE: copy, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects }
    return readChanges(splitNul(orFault(await git.run(args, { ...place, extraEnv })).stdout))
  } finally {
    await remove(copy, { force: true })
  }
}

/** Pairs of ":<old mode> <new mode> <old id> <new id> <status>" and a path. */
function readChanges(fields: readonly string[]): readonly IndexChange[] {
  const out: IndexChange[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, oldMode, newMode, oldId, newId] =
      /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}) ([0-9a-f]{40}) /.exec(fields[at] ?? '') ?? []
    if (oldMode === undefined || newMode === undefined || oldId === undefined || newId === undefined) {
      throw new StoreFault({ kind: 'git-failed', command: 'diff-index', code: null, stderr: 'not understood' })
    }
    out.push({ path: fields[at + 1] ?? '', inCommit: entryOf(oldMode, oldId), inIndex: entryOf(newMode, newId) })
  }
  return out
}

function entryOf(octal: string, id: ObjectId): EntryAt | null {
  const mode = Number.parseInt(octal, 8)
  return mode === 0 ? null : { mode, id }
}
