import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, lstatSync, openSync, unlinkSync } from 'node:fs'
import type { RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import { errnoOf } from '../fault'
import { onDisk, parentOf, rawPath } from '../raw-path'

/** Whether the file system takes names in the folder of a path for one another that differ by case only. */
export type CaseProbe = (path: RepoPath) => boolean

/**
 * Paths that are to be written and that the file system would take for one another, or for `.git`: they differ by case
 * or by Unicode normalisation only. Where the file system tells them apart, nothing is refused; it is asked only when
 * there are such paths.
 */
export function refuseCollisions(steps: readonly RestoreStep[], takesForTheSame: CaseProbe): ReadonlySet<RepoPath> {
  const byName = new Map<string, RepoPath[]>()
  for (const { path, to } of steps) {
    if (to === null) continue
    const folded = fold(path)
    byName.set(folded, [...(byName.get(folded) ?? []), path])
  }
  const refused = new Set<RepoPath>()
  for (const [folded, paths] of byName) {
    const isGit = folded.split('/').includes('.git')
    if (!isGit && paths.length === 1) continue
    for (const path of paths) if (takesForTheSame(path)) refused.add(path)
  }
  return refused
}

function fold(path: RepoPath): string {
  return path.normalize('NFC').toLowerCase()
}

/** Asks the nearest folder there is, by a file that is there for a moment. */
export function createCaseProbe(top: string): CaseProbe {
  return (path) => {
    let folder = parentOf(rawPath(path))
    while (folder !== '' && !isFolder(top, folder)) folder = parentOf(folder)
    const name = `.ckpt-${randomBytes(6).toString('hex')}.tmp`
    const at = (one: string) => onDisk(top, folder === '' ? one : `${folder}/${one}`)
    try {
      closeSync(openSync(at(name), 'wx', 0o600))
    } catch (thrown) {
      if (errnoOf(thrown) === null) throw thrown
      // What cannot be written to cannot take two names for one.
      return false
    }
    try {
      return existsSync(at(name.toUpperCase()))
    } finally {
      unlinkSync(at(name))
    }
  }
}

function isFolder(top: string, folder: string): boolean {
  try {
    return lstatSync(onDisk(top, folder)).isDirectory()
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}
