import type { MovedLines } from '../../core/diff/moved-lines'
import type { ChangeKey } from '../../core/review/attribution'
import type { Edit } from '../../core/review/edits'
import { asideKind } from '../../core/review/generated'
import { type IsOwed, isOwedBy, movedUnread, owedLines, type OwedLines } from '../../core/review/owed'
import type { FileEntry, FindEdits } from './file-entry'

/** What each file owes. Comparing with the base is done once for each version. */
export interface OwedCache {
  /** Throws `MissingContent`. */
  of(entry: FileEntry): Promise<OwedLines>
  /** How many of its unread lines were only moved. */
  movedIn(entry: FileEntry, moved: MovedLines): Promise<number>
}

export function createOwedCache(findEdits: FindEdits): OwedCache {
  const edits = new WeakMap<object, { readonly base: string; readonly found: readonly Edit[] }>()
  const owed = new WeakMap<FileEntry, OwedLines>()

  const editsFromBase = async ({ path, base, now }: FileEntry): Promise<readonly Edit[]> => {
    if (base === null || now === null) return []
    const known = edits.get(now)
    if (known !== undefined && known.base === base.hash) return known.found
    const found = await findEdits(path, base, now)
    edits.set(now, { base: base.hash, found })
    return found
  }

  return {
    async movedIn(entry, moved) {
      const { path, attribution } = entry
      // Moved lines are named from 1 on.
      const isMoved = (side: 'old' | 'new', line: number) =>
        (side === 'old' ? moved.to(path, line + 1) : moved.from(path, line + 1)) !== undefined
      return movedUnread(attribution, await editsFromBase(entry), isOwedIn(entry), isMoved)
    },
    async of(entry) {
      const known = owed.get(entry)
      if (known !== undefined) return known
      const counted = owedLines(entry.attribution, await editsFromBase(entry), isOwedIn(entry))
      owed.set(entry, counted)
      return counted
    },
  }
}

/** Whether a change of a file has to be read; one that is not labelled yet is not asked for. */
function isOwedIn({ writers }: FileEntry): IsOwed {
  return (key: ChangeKey) => {
    const writer = writers.get(key)
    return writer !== undefined && isOwedBy(writer)
  }
}

/** The same, but nothing of a generated, lock or vendored file is asked for hunk by hunk. */
export function isAskedForIn(entry: FileEntry): IsOwed {
  return asideKind(entry.path) === null ? isOwedIn(entry) : () => false
}
