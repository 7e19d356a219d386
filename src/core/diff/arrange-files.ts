import type { RepoPath } from '../repo/repo-path'
import { unreachable } from '../result'
import { type FileGroup, fileGroup, fileGroups } from '../review/file-groups'
import type { FileDiff } from './file-diff'
import { isUncounted, linesOfFile, lineTotal, type LineTotal } from './line-total'

export type FileSort = 'path' | 'recent' | 'size'

export interface ArrangedGroup extends LineTotal {
  readonly group: FileGroup
  readonly files: readonly FileDiff[]
  /** How many files are last only because nobody counted their lines; 0 in an order that is not by lines. */
  readonly uncountedLast: number
}

interface Wish {
  /** Words that all have to be in the path, in any case; empty shows every file. */
  readonly filter: string
  readonly sort: FileSort
  /** When a file was changed last, in ms; files that are not in it come last. */
  readonly changedAtMs: ReadonlyMap<RepoPath, number>
}

const groups = new Map<RepoPath, FileGroup>()
const mostKnown = 50_000

/** Files of a scope, sorted by path, as a list shows them: code first, empty groups left out. */
export function arrangeFiles(files: readonly FileDiff[], wish: Wish): readonly ArrangedGroup[] {
  const words = wish.filter.toLowerCase().split(/\s+/).filter(Boolean)
  const found = words.length === 0 ? files : files.filter((file) => hasWords(file, words))
  const byGroup = new Map<FileGroup, FileDiff[]>()
  for (const file of sorted(found, wish)) {
    const group = knownGroup(file.path)
    const list = byGroup.get(group)
    if (list === undefined) byGroup.set(group, [file])
    else list.push(file)
  }
  return fileGroups.flatMap((group) => {
    const list = byGroup.get(group)
    if (list === undefined) return []
    const lines = lineTotal(list, linesOfFile)
    return [{ group, files: list, ...lines, uncountedLast: wish.sort === 'size' ? lines.uncounted : 0 }]
  })
}

function hasWords({ path, from }: FileDiff, words: readonly string[]): boolean {
  const text = `${path} ${from ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function sorted(files: readonly FileDiff[], { sort, changedAtMs }: Wish): readonly FileDiff[] {
  switch (sort) {
    case 'path':
      return files
    case 'recent':
      return heaviestFirst(files, ({ path }) => changedAtMs.get(path) ?? Number.NEGATIVE_INFINITY)
    case 'size':
      // Where the others belong is not known, and bytes are no lines: they are a list of their own.
      return [
        ...heaviestFirst(
          files.filter((file) => !isUncounted(file)),
          ({ added, removed }) => added + removed,
        ),
        ...heaviestFirst(files.filter(isUncounted), bytesOf),
      ]
    default:
      return unreachable(sort)
  }
}

function heaviestFirst(files: readonly FileDiff[], weight: (file: FileDiff) => number): readonly FileDiff[] {
  return files.toSorted((a, b) => {
    const [left, right] = [weight(a), weight(b)]
    return left === right ? 0 : right > left ? 1 : -1
  })
}

/** The larger side; a file that nobody has read yet comes after those that are known to be too large. */
function bytesOf({ body }: FileDiff): number {
  return body.kind === 'too-large' ? Math.max(body.oldBytes ?? 0, body.newBytes ?? 0) : -1
}

/** A list of 10,000 files is arranged with every save, and its paths stay the same. */
function knownGroup(path: RepoPath): FileGroup {
  const known = groups.get(path)
  if (known !== undefined) return known
  if (groups.size >= mostKnown) groups.clear()
  const group = fileGroup(path)
  groups.set(path, group)
  return group
}
