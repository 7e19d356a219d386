import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import { unreachable } from '../../core/result'
import { absolutePath } from '../../repo/absolute-path'
import { errnoOf } from '../../repo/checkpoint/fault'
import { nestedGitDir, readHead } from '../../repo/checkpoint/read-head'
import { readDiskSide } from '../../repo/diff/disk-side'
import { type Content, type PatchEntry, submoduleEntry } from './path-change'

const symlinkMode = 0o120000

/** What stands at a path of the work tree now; null for nothing, and `unknown` when it cannot be said. */
export async function diskEntry(
  top: string,
  path: RepoPath,
  clock: Clock,
): Promise<PatchEntry | { readonly unknown: string } | null> {
  const side = await readDiskSide(top, path, clock, false)
  const known = (mode: number, bytes: Uint8Array): PatchEntry => ({
    mode,
    read: () => Promise.resolve({ kind: 'bytes', bytes }),
  })
  switch (side.kind) {
    case 'absent':
      return null
    case 'file':
      return known(side.mode, side.bytes)
    case 'large':
      return { mode: side.mode, read: () => readWhole(absolutePath(top, path)) }
    case 'symlink':
      return known(symlinkMode, side.target)
    case 'submodule': {
      const commit = await checkedOut(join(top, path))
      return commit === null ? { unknown: 'NESTED_REPO' } : submoduleEntry(commit)
    }
    case 'unreadable':
      // In a patch, as for git, a pipe in place of a file is a file that is gone.
      return side.why === 'NOT_REGULAR' ? null : { unknown: side.why }
    default:
      return unreachable(side)
  }
}

async function checkedOut(folder: string): Promise<string | null> {
  const dirs = nestedGitDir(folder)
  return dirs === null ? null : (readHead(dirs.gitDir, dirs.commonDir)?.commit ?? null)
}

async function readWhole(file: Buffer): Promise<Content> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      return { kind: 'bytes', bytes: await handle.readFile() }
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    return { kind: 'unknown', why }
  }
}
