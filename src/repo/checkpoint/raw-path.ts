import { Buffer, isUtf8 } from 'node:buffer'
import { isRestoreTemp } from '../../core/checkpoint/temp-name'
import { decodePath, encodePath, type RepoPath } from '../../core/repo/repo-path'

/**
 * A path or name with one character (U+0000…U+00FF) per byte. git orders and stores names by their bytes, and this form
 * compares, splits and joins like them.
 */
export type RawPath = string

const plain = /^[ -~]*$/

export function rawPath(path: RepoPath): RawPath {
  return plain.test(path) ? path : Buffer.from(encodePath(path)).toString('latin1')
}

export function repoPath(raw: RawPath): RepoPath {
  if (plain.test(raw)) return raw
  const bytes = Buffer.from(raw, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : decodePath(bytes)
}

/** What node's file functions take: a string where it is exact, otherwise the bytes. */
export function onDisk(top: string, raw: RawPath): string | Buffer {
  if (raw === '') return top
  return plain.test(raw) ? `${top}/${raw}` : Buffer.concat([Buffer.from(`${top}/`), Buffer.from(raw, 'latin1')])
}

/** Whether a path or name is the same as a string and as bytes. */
export function isPlain(raw: RawPath): boolean {
  return plain.test(raw)
}

/** The folder a path lies in; empty for the top level. */
export function parentOf(raw: RawPath): RawPath {
  const slash = raw.lastIndexOf('/')
  return slash < 0 ? '' : raw.slice(0, slash)
}

export function join(folder: RawPath, name: RawPath): RawPath {
  return folder === '' ? name : `${folder}/${name}`
}

/** The folders above a path from the top down, without the top level itself. */
export function ancestorsOf(raw: RawPath): RawPath[] {
  const out: RawPath[] = []
  for (let slash = raw.indexOf('/'); slash >= 0; slash = raw.indexOf('/', slash + 1)) out.push(raw.slice(0, slash))
  return out
}

/**
 * Whether a checkpoint may hold the path. `.git` is what it never holds; other spellings of it are names like any other
 * where the file system tells them apart, although git itself would refuse them.
 */
export function isStorable(raw: RawPath): boolean {
  return !unstorable.test(raw)
}

// One look at the whole path: this is asked for every file of a work tree.
const unstorable = new RegExp(String.raw`(?:^|/)(?:\.git|\.\.?)?(?:/|$)|\0`, process.platform === 'linux' ? '' : 'i')

export function isStorableName(name: RawPath): boolean {
  return name !== '' && name !== '.' && name !== '..' && !isGitName(name)
}

const isGitName: (name: RawPath) => boolean =
  process.platform === 'linux' ? (name) => name === '.git' : (name) => name.toLowerCase() === '.git'

/** The parts of a list that git ended with NULs. */
export function splitNul(output: Buffer): RawPath[] {
  const parts = output.toString('latin1').split('\0')
  parts.pop()
  return parts
}

/** A file that a restore writes under this name before it renames. */
export function isTempOfOurs(raw: RawPath): boolean {
  return raw.endsWith('.tmp') && isRestoreTemp(raw.slice(raw.lastIndexOf('/') + 1))
}
