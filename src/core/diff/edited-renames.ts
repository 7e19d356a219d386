import type { RepoPath } from '../repo/repo-path'
import type { FileDiff } from './file-diff'
import { hunkLines } from './hunk-lines'
import type { HunksOfFile } from './moved-lines'

/** A file that came with most of the text of one that went. */
export interface EditedRename {
  readonly from: RepoPath
  readonly to: RepoPath
  /** How much of the larger of both texts they share, in whole percent, as git's similarity index. */
  readonly percent: number
}

export interface FileOfScope extends HunksOfFile {
  readonly change: FileDiff['change']
}

/** git's `-M50%`. */
const leastPercent = 50
/** Above so many pairs only files that kept their name are compared. */
const mostPairs = 20_000

interface Text {
  readonly path: RepoPath
  readonly size: number
  /** How often each line stands in it. */
  readonly lines: ReadonlyMap<string, number>
}

/**
 * Pairs of a deleted and an added file that share at least half of their text, the most alike first. Like git it counts
 * the lines that both have, wherever they stand, and pairs each file once. Files that moved unchanged are not among them.
 */
export function findEditedRenames(files: readonly FileOfScope[]): readonly EditedRename[] {
  const gone = files.flatMap((file) => (file.change === 'deleted' ? textOf(file, 'removed') : []))
  const come = files.flatMap((file) => (file.change === 'added' ? textOf(file, 'added') : []))
  const byName = gone.length * come.length > mostPairs
  const found = come.flatMap((now) =>
    gone.flatMap((old) => {
      if (byName && nameOf(old.path) !== nameOf(now.path)) return []
      const percent = likeness(old, now)
      return percent < leastPercent ? [] : [{ from: old.path, to: now.path, percent }]
    }),
  )
  const taken = new Set<string>()
  return found.toSorted(byLikeness).filter(({ from, to }) => {
    const isFree = !taken.has(`from ${from}`) && !taken.has(`to ${to}`)
    if (isFree) taken.add(`from ${from}`).add(`to ${to}`)
    return isFree
  })
}

function textOf({ path, hunks }: HunksOfFile, kind: 'added' | 'removed'): readonly Text[] {
  const lines = new Map<string, number>()
  let size = 0
  for (const hunk of hunks) {
    for (const line of hunkLines(hunk)) {
      // Of a file that came or went whole there is one side only.
      if (line.kind !== kind) return []
      lines.set(line.text, (lines.get(line.text) ?? 0) + 1)
      size += line.text.length + 1
    }
  }
  return size === 0 ? [] : [{ path, size, lines }]
}

function likeness(old: Text, now: Text): number {
  const larger = Math.max(old.size, now.size)
  if (Math.min(old.size, now.size) * 100 < larger * leastPercent) return 0
  const [few, many] = old.lines.size < now.lines.size ? [old.lines, now.lines] : [now.lines, old.lines]
  let shared = 0
  for (const [text, count] of few) shared += Math.min(count, many.get(text) ?? 0) * (text.length + 1)
  return Math.floor((shared * 100) / larger)
}

/** Among equals the one that kept its name goes first, as in git, then the order of paths. */
function byLikeness(a: EditedRename, b: EditedRename): number {
  const kept = ({ from, to }: EditedRename) => (nameOf(from) === nameOf(to) ? 1 : 0)
  if (a.percent !== b.percent) return b.percent - a.percent
  if (kept(a) !== kept(b)) return kept(b) - kept(a)
  return `${a.to}\0${a.from}` < `${b.to}\0${b.from}` ? -1 : 1
}

function nameOf(path: RepoPath): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
