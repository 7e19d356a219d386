import type { RepoPath } from '../repo/repo-path'
import type { ChangeKey } from './attribution'
import { asideKind } from './generated'
import type { OwedLines } from './owed'
import type { FileAside, FileLines, ReviewView } from './review-view'

/** What one file owes. */
export interface FileDebt extends OwedLines {
  readonly path: RepoPath
  /** How many of the unread lines only stand at another place than before. */
  readonly moved: number
}

export type Debt = Pick<ReviewView, 'unreviewedLines' | 'reviewedLines' | 'files' | 'aside' | 'asideFiles' | 'sessions'>

/**
 * Adds up what the files owe. `sessionOf` names the session a change belongs to. Lines of generated, lock and vendored
 * files, and lines that were only moved, are counted apart.
 */
export function addUp(files: readonly FileDebt[], sessionOf: (key: ChangeKey) => string | null): Debt {
  const asideFiles: FileAside[] = []
  const owing: FileLines[] = []
  const sessions = new Map<string, FileLines[]>()
  let reviewedLines = 0
  for (const { path, unread, read, moved } of files.toSorted(byPath)) {
    const kind = asideKind(path)
    const written = [...unread.values()].reduce((total, lines) => total + lines, 0)
    if (kind !== null) {
      if (written > 0) asideFiles.push({ path, kind, lines: written })
      continue
    }
    reviewedLines += read
    if (moved > 0) asideFiles.push({ path, kind: 'moved', lines: moved })
    if (written > moved) owing.push({ path, lines: written - moved })
    for (const [sessionId, lines] of linesBySession(unread, moved, sessionOf))
      sessions.set(sessionId, [...(sessions.get(sessionId) ?? []), { path, lines }])
  }
  return {
    unreviewedLines: sum(owing),
    reviewedLines,
    files: owing,
    aside: addUpAside(asideFiles),
    asideFiles,
    sessions: [...sessions].map(([sessionId, left]) => ({ sessionId, lines: sum(left), files: left })),
  }
}

/** Lines that are not asked for one by one, by why. */
export function addUpAside(files: readonly FileAside[]): ReviewView['aside'] {
  const aside = { generated: 0, lock: 0, vendored: 0, moved: 0 }
  for (const { kind, lines } of files) aside[kind] += lines
  return aside
}

/** Lines that were only moved are taken off where most was written. */
function linesBySession(
  unread: OwedLines['unread'],
  moved: number,
  sessionOf: (key: ChangeKey) => string | null,
): ReadonlyMap<string, number> {
  const bySession = new Map<string, number>()
  for (const [key, lines] of unread) {
    const sessionId = sessionOf(key)
    if (sessionId !== null) bySession.set(sessionId, (bySession.get(sessionId) ?? 0) + lines)
  }
  let left = moved
  for (const [sessionId, lines] of [...bySession].toSorted((a, b) => b[1] - a[1])) {
    const off = Math.min(left, lines)
    left -= off
    if (lines === off) bySession.delete(sessionId)
    else bySession.set(sessionId, lines - off)
  }
  return bySession
}

function sum(files: readonly FileLines[]): number {
  return files.reduce((total, { lines }) => total + lines, 0)
}

function byPath(a: { readonly path: RepoPath }, b: { readonly path: RepoPath }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
