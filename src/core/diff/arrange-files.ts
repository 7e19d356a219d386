import type { RepoPath } from '../repo/repo-path'
import { type FileGroup, fileGroup, fileGroups } from '../review/file-groups'
import type { FileDiff } from './file-diff'

export type FileSort = 'path' | 'recent' | 'size'

export interface ArrangedGroup {
  readonly group: FileGroup
  readonly files: readonly FileDiff[]
  readonly added: number
  readonly removed: number
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
    const sum = (key: 'added' | 'removed') => list.reduce((all, file) => all + file[key], 0)
    return [{ group, files: list, added: sum('added'), removed: sum('removed') }]
  })
}

function hasWords({ path, from }: FileDiff, words: readonly string[]): boolean {
  const text = `${path} ${from ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function sorted(files: readonly FileDiff[], { sort, changedAtMs }: Wish): readonly FileDiff[] {
  if (sort === 'path') return files
  const weight =
    sort === 'size'
      ? (file: FileDiff) => file.added + file.removed
      : (file: FileDiff) => changedAtMs.get(file.path) ?? Number.NEGATIVE_INFINITY
  return files.toSorted((a, b) => {
    const [left, right] = [weight(a), weight(b)]
    return left === right ? 0 : right > left ? 1 : -1
  })
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
