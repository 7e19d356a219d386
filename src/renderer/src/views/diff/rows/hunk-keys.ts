import { commonEnds } from '../../../../../core/common-ends'
import type { Hunk } from '../../../../../core/diff/file-diff'

/**
 * What hunks are called across refreshes: a hunk keeps its name while it is edited. By default that is its id, which is
 * made of what changed in it; `aliases` has the ones that were called something else before.
 */
export interface HunkKeys {
  readonly hunks: readonly Hunk[]
  readonly aliases: ReadonlyMap<string, string>
}

const noAliases: ReadonlyMap<string, string> = new Map()

export function keyOfHunk({ hunks, aliases }: HunkKeys, at: number): string | null {
  const id = hunks[at]?.id
  return id === undefined ? null : (aliases.get(id) ?? id)
}

/** -1 for one that is not there. `near` is where it is most likely. */
export function indexOfKey(keys: HunkKeys, key: string, near = -1): number {
  if (keyOfHunk(keys, near) === key) return near
  const indexOf = (id: string) => keys.hunks.findIndex((hunk) => hunk.id === id)
  // There are few of them, and very many hunks.
  for (const [id, alias] of keys.aliases) {
    const at = alias === key ? indexOf(id) : -1
    if (at >= 0) return at
  }
  return keys.aliases.has(key) ? -1 : indexOf(key)
}

/** Only the hunks between the common start and end are looked at: an edit in a file with very many has few of those. */
export function hunkKeys(hunks: readonly Hunk[], before: HunkKeys | undefined): HunkKeys {
  if (before === undefined) return { hunks, aliases: noAliases }
  const old = before.hunks
  const { start, tail } = commonEnds(old, hunks, isSame)
  if (start === old.length - tail && start === hunks.length - tail) return { hunks, aliases: before.aliases }

  const changed = hunks.slice(start, hunks.length - tail)
  const ids = new Set(changed.map((hunk) => hunk.id))
  const gone = old.slice(start, old.length - tail).filter((hunk) => !ids.has(hunk.id))
  const aliases = new Map(before.aliases)
  const taken = new Set<string>()
  let there = 0
  for (const hunk of changed) {
    while (there < gone.length && endOf(gone[there]) < hunk.oldStart) there++
    const same = gone[there]
    if (same === undefined || same.oldStart > endOf(hunk)) continue
    const key = before.aliases.get(same.id) ?? same.id
    // The id may be in use again elsewhere in the file.
    if (taken.has(key) || ids.has(key)) continue
    taken.add(key)
    aliases.set(hunk.id, key)
    there++
  }
  for (const { id } of gone) aliases.delete(id)
  return { hunks, aliases }
}

function isSame(a: Hunk | undefined, b: Hunk | undefined): boolean {
  return a?.id === b?.id
}

function endOf(hunk: Hunk | undefined): number {
  return hunk === undefined ? Number.POSITIVE_INFINITY : hunk.oldStart + hunk.oldCount
}
