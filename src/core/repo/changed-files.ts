import { unreachable } from '../result'
import type { StatusEntry, TrackedEntry } from './parse-status'
import type { RepoPath } from './repo-path'
import type { ChangedFile, FileStatus } from './repo-status'

type Lines = NonNullable<ChangedFile['lines']>

/** What status alone cannot tell about files whose times moved. */
export interface StatusFacts {
  /** The work tree holds what the index holds, although a filter kept git from seeing it. */
  readonly unchanged: ReadonlySet<RepoPath>
  /** Only the mode differs between work tree and index. */
  readonly sameContent: ReadonlySet<RepoPath>
  /** Path to the filter that would have to run to decide. */
  readonly undecided: ReadonlyMap<RepoPath, string>
  readonly lines: ReadonlyMap<RepoPath, Lines | null>
}

/** Turns git's records into the uncommitted files people see, sorted by path. */
export function changedFiles(entries: readonly StatusEntry[], facts: StatusFacts): ChangedFile[] {
  const untracked = new Set(entries.flatMap((entry) => (entry.kind === 'untracked' ? entry.path : [])))
  const tracked = new Set(entries.flatMap((entry) => (entry.kind === 'tracked' ? entry.path : [])))
  const files = entries.flatMap((entry): ChangedFile[] => {
    switch (entry.kind) {
      case 'unmerged':
        return [{ ...plain(entry.path), status: 'conflicted', staged: true, lines: null }]
      case 'untracked':
        // `git rm --cached` of a file that stays on disk gives two records of one path; the tracked one tells more.
        return tracked.has(entry.path) ? [] : [{ ...plain(entry.path), lines: facts.lines.get(entry.path) ?? null }]
      case 'tracked':
        return trackedFile(entry, untracked.has(entry.path), facts)
      default:
        return unreachable(entry)
    }
  })
  return files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function trackedFile(entry: TrackedEntry, alsoUntracked: boolean, facts: StatusFacts): ChangedFile[] {
  const staged = entry.index !== '.'
  const unstaged = alsoUntracked || (entry.workTree !== '.' && !facts.unchanged.has(entry.path))
  if (!staged && !unstaged) return []
  const filter = staged ? null : (facts.undecided.get(entry.path) ?? null)
  const status = filter === null ? trackedStatus(entry, alsoUntracked, unstaged, facts) : 'undecided'
  const lines = facts.undecided.has(entry.path) ? null : (facts.lines.get(entry.path) ?? null)
  return [
    { path: entry.path, status, from: entry.from, staged, unstaged, stagedDiffers: staged && unstaged, lines, filter },
  ]
}

function trackedStatus(entry: TrackedEntry, alsoUntracked: boolean, unstaged: boolean, facts: StatusFacts): FileStatus {
  const onDisk = entry.workTreeMode !== 0 || alsoUntracked
  if (entry.headMode === 0) return 'added'
  if (!onDisk) return 'deleted'
  if (entry.index === 'R' || entry.workTree === 'R') return 'renamed'
  if (entry.index === 'C' || entry.workTree === 'C') return 'copied'
  // What `rm --cached` left on disk has no mode in the record.
  if (entry.workTreeMode === 0) return 'modified'
  if (fileType(entry.headMode) !== fileType(entry.workTreeMode)) return 'type-changed'
  const sameContent = entry.headId === entry.indexId && (!unstaged || facts.sameContent.has(entry.path))
  return sameContent && entry.headMode !== entry.workTreeMode ? 'mode-changed' : 'modified'
}

function fileType(mode: number): number {
  return mode >> 12
}

function plain(path: RepoPath): ChangedFile {
  return {
    path,
    status: 'untracked',
    from: null,
    staged: false,
    unstaged: true,
    stagedDiffers: false,
    lines: null,
    filter: null,
  }
}
