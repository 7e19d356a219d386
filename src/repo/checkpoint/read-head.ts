import { isAbsolute, join, resolve } from 'node:path'
import { errnoOf } from './fault'
import { readRegularFile } from './read-regular-file'

/** HEAD as its files say. `commit` is null on an unborn branch, `branch` when HEAD is detached. */
export interface HeadNow {
  readonly commit: string | null
  readonly branch: string | null
}

const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * Reads HEAD without starting git. Null when it is not kept in plain files (reftable) or cannot be read, so that the
 * caller asks git or says "unknown".
 */
export function readHead(gitDir: string, commonDir: string): HeadNow | null {
  const head = readText(join(gitDir, 'HEAD'))?.trim()
  if (head === undefined) return null
  if (objectId.test(head)) return { commit: head, branch: null }
  const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1]
  // With reftable git writes this placeholder for tools that read the file.
  if (ref === undefined || ref === 'refs/heads/.invalid' || ref.includes('..')) return null
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null
  const loose = readText(join(commonDir, ref))?.trim()
  if (loose !== undefined && objectId.test(loose)) return { commit: loose, branch }
  return { commit: packedRef(readText(join(commonDir, 'packed-refs')) ?? '', ref), branch }
}

/** The git directory of a nested repository, from its `.git` folder or file; null when there is none. */
export function nestedGitDir(folder: string): { readonly gitDir: string; readonly commonDir: string } | null {
  const dotGit = join(folder, '.git')
  const pointer = readText(dotGit)
  const target = pointer === null ? dotGit : /^gitdir: ([^\n]+)/.exec(pointer)?.[1]
  if (target === undefined) return null
  const gitDir = isAbsolute(target) ? target : resolve(folder, target)
  if (readText(join(gitDir, 'HEAD')) === null) return null
  const common = readText(join(gitDir, 'commondir'))?.trim()
  return { gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common) }
}

/** "<id> <ref>", one a line; lines with # or ^ are comments and peeled tags. */
function packedRef(text: string, ref: string): string | null {
  const end = text.indexOf(` ${ref}\n`)
  if (end < 0) return null
  const id = text.slice(text.lastIndexOf('\n', end) + 1, end)
  return objectId.test(id) ? id : null
}

function readText(file: string): string | null {
  try {
    return readRegularFile(file)?.bytes.toString('utf8') ?? null
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}
