import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RepoLayout } from './repo-layout'

/** A path in GIT_ALTERNATE_OBJECT_DIRECTORIES, which is a list with `:` between its parts; a part in double quotes may hold any character. */
export function quotedPath(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Commands that only answer, and read the whole index for it. */
const readers = new Set(['ls-files', 'status', 'diff', 'diff-files', 'diff-index'])
/** The extension that says so, without content. The last ones are this, where entries end (28 bytes and a header), and a checksum. */
const sparseExtension = Buffer.from('sdir\0\0\0\0', 'latin1')
const endBytes = 128

/**
 * Where a git that only answers may leave objects. To read an index that names folders instead of their files, git makes trees of
 * all of it, and writes those that are new (ensure_full_index): into the user's objects, unless it is given another folder.
 * Null where nothing is written.
 */
export function scratchObjects(
  command: string,
  layout: RepoLayout,
): { readonly env: Readonly<Record<string, string>>; remove(): void } | null {
  if (!readers.has(command) || !hasSparseIndex(layout.gitDir)) return null
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-objects-'))
  return {
    env: {
      GIT_OBJECT_DIRECTORY: folder,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quotedPath(join(layout.commonDir, 'objects')),
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function hasSparseIndex(gitDir: string): boolean {
  let file: number
  try {
    file = openSync(join(gitDir, 'index'), 'r')
  } catch {
    // None yet, or git will say what is wrong with it.
    return false
  }
  try {
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, endBytes))
    readSync(file, end, 0, end.length, size - end.length)
    return end.includes(sparseExtension)
  } finally {
    closeSync(file)
  }
}
