import type { FileDiff } from '../../../core/diff/file-diff'
import { type SentFile, updatedFile } from '../../../core/diff/file-update'
import type { RepoPath } from '../../../core/repo/repo-path'
import { sameFileDiff } from './same-file-diff'

/** Above so many moved files one walk through all of them is cheaper than a search for each. */
const few = 50

/**
 * The files of a scope, sorted by path, with those replaced that moved. One that shows what it showed keeps its identity.
 * A few moved files among many cost a search each.
 */
export function mergeFiles(
  before: readonly FileDiff[],
  changed: readonly SentFile[],
  gone: readonly RepoPath[],
): readonly FileDiff[] {
  const moved = changed.flatMap((sent) => {
    const known = findFile(before, sent.path)
    const file = updatedFile(known, sent)
    if (file === null) return []
    return [known !== undefined && sameFileDiff(known, file) ? known : file]
  })
  return moved.length + gone.length > few ? walk(before, moved, new Set(gone)) : place(before, moved, gone)
}

/** Files that show what those before showed, under their former identity. Both are sorted by path. */
export function keepSame(before: readonly FileDiff[], files: readonly FileDiff[]): readonly FileDiff[] {
  return files.map((file) => {
    const known = findFile(before, file.path)
    return known !== undefined && sameFileDiff(known, file) ? known : file
  })
}

/** Files that were not there before or show something else; one that was only read now, or is to be read again, is none. */
export function changedFiles(before: readonly FileDiff[], files: readonly FileDiff[]): readonly FileDiff[] {
  let at = 0
  return files.filter((file) => {
    for (let next = before[at]; next !== undefined && next.path < file.path; next = before[at]) at++
    const known = before[at]
    if (known === file) return false
    return known?.path !== file.path || (known.body.kind !== 'not-loaded' && file.body.kind !== 'not-loaded')
  })
}

function place(
  before: readonly FileDiff[],
  moved: readonly FileDiff[],
  gone: readonly RepoPath[],
): readonly FileDiff[] {
  const files = [...before]
  for (const path of gone) {
    const at = indexOf(files, path)
    if (files[at]?.path === path) files.splice(at, 1)
  }
  for (const file of moved) {
    const at = indexOf(files, file.path)
    files.splice(at, files[at]?.path === file.path ? 1 : 0, file)
  }
  return files
}

function walk(
  before: readonly FileDiff[],
  moved: readonly FileDiff[],
  gone: ReadonlySet<RepoPath>,
): readonly FileDiff[] {
  const files: FileDiff[] = []
  let at = 0
  for (const file of moved) {
    for (let next = before[at]; next !== undefined && next.path < file.path; next = before[++at])
      if (!gone.has(next.path)) files.push(next)
    if (before[at]?.path === file.path) at++
    files.push(file)
  }
  for (const file of before.slice(at)) if (!gone.has(file.path)) files.push(file)
  return files
}

/** The file of that path; the files are sorted by path. */
export function findFile(files: readonly FileDiff[], path: RepoPath): FileDiff | undefined {
  const found = files[indexOf(files, path)]
  return found?.path === path ? found : undefined
}

/** Where a path is, or would have to be. */
function indexOf(files: readonly FileDiff[], path: RepoPath): number {
  let low = 0
  let high = files.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((files[middle]?.path ?? '') < path) low = middle + 1
    else high = middle
  }
  return low
}
