import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readlink, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ConfigFileError } from '../../core/lanes/switch-error'
import { err, ok, type Result } from '../../core/result'

/** A configuration file as it was read; `text` null when there is none. */
export interface ConfigFile {
  readonly path: string
  /** The file that is written: where a link leads to. */
  readonly target: string
  readonly text: string | null
  /** Of its bytes; empty when there is none. */
  readonly hash: string
  /** Permission bits; null when there is none. */
  readonly mode: number | null
}

const largestBytes = 1024 * 1024
const mostLinks = 40

/** `follow` writes through links, as people keep their dotfiles; `refuse` is for a repository, whose links are not ours to follow. */
export async function readConfigFile(
  path: string,
  links: 'follow' | 'refuse',
): Promise<Result<ConfigFile, ConfigFileError>> {
  try {
    const target = links === 'follow' ? await targetOf(path) : path
    if (links === 'refuse' && (await isLink(path))) return err({ kind: 'file-link', file: path })
    const read = await readBytes(target)
    if (read === null) return ok({ path, target, text: null, hash: '', mode: null })
    if (read === 'no-file' || read === 'too-large') return err({ kind: 'file-odd', file: path, why: read })
    const text = textOf(read.bytes)
    if (text === null) return err({ kind: 'file-odd', file: path, why: 'not-text' })
    return ok({ path, target, text, hash: hashOf(read.bytes), mode: read.mode })
  } catch (error) {
    return err({ kind: 'file-failed', file: path, code: errnoOf(error) })
  }
}

/**
 * Puts a text in place of the file as it was read, whole or not at all, with its permissions. Answers false, and leaves what
 * is there, when somebody else wrote it since.
 */
export async function replaceConfigFile(file: ConfigFile, text: string): Promise<Result<boolean, ConfigFileError>> {
  const { target } = file
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  let old: FileHandle | null = null
  try {
    old = await open(target, 'r').catch(ifMissing)
    await writeBeside(temporary, text, file.mode ?? 0o600, old)
    if ((await hashNow(target)) !== file.hash) {
      await rm(temporary, { force: true })
      return ok(false)
    }
    await rename(temporary, target)
    // Whoever had the old file open can have written into it in this very moment: then that is what they wanted there.
    const late = old === null ? null : await old.readFile()
    if (late !== null && hashOf(late) !== file.hash) {
      await writeBeside(temporary, late, file.mode ?? 0o600, null)
      await rename(temporary, target)
      return ok(false)
    }
    return ok(true)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    return err({ kind: 'file-failed', file: file.path, code: errnoOf(error) })
  } finally {
    await old?.close()
  }
}

/** Removes a file that is still as it was read, and its folder if that is empty then and `withFolder` says so. */
export async function removeConfigFile(
  file: ConfigFile,
  withFolder: boolean,
): Promise<Result<boolean, ConfigFileError>> {
  try {
    if ((await hashNow(file.target)) !== file.hash) return ok(false)
    await rm(file.target)
    if (withFolder) await rmdir(dirname(file.target)).catch(() => {})
    return ok(true)
  } catch (error) {
    return err({ kind: 'file-failed', file: file.path, code: errnoOf(error) })
  }
}

/** Makes the folder of a file; whether it was not there. A link in its place is refused. */
export async function makeFolderFor(path: string): Promise<Result<boolean, ConfigFileError>> {
  const folder = dirname(path)
  try {
    if (await isLink(folder)) return err({ kind: 'file-link', file: folder })
    return ok((await mkdir(folder, { recursive: true })) !== undefined)
  } catch (error) {
    return err({ kind: 'file-failed', file: folder, code: errnoOf(error) })
  }
}

export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Where a chain of links ends, also when nothing is there yet. Throws ELOOP for a chain without an end. */
async function targetOf(path: string): Promise<string> {
  let at = path
  for (let step = 0; step < mostLinks; step++) {
    const real = await realpath(at).catch(ifMissing)
    if (real !== null) return real
    const next = await readlink(at).catch(() => null)
    if (next === null) return at
    at = resolve(dirname(at), next)
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(ifMissing))?.isSymbolicLink() ?? false
}

async function readBytes(
  path: string,
): Promise<{ readonly bytes: Buffer; readonly mode: number } | 'no-file' | 'too-large' | null> {
  const info = await lstat(path).catch(ifMissing)
  if (info === null) return null
  // A pipe would be waited for.
  if (!info.isFile()) return 'no-file'
  const handle = await open(path, 'r')
  try {
    const { size, mode } = await handle.stat()
    if (size > largestBytes) return 'too-large'
    return { bytes: await handle.readFile(), mode: mode & 0o7777 }
  } finally {
    await handle.close()
  }
}

async function hashNow(path: string): Promise<string> {
  const read = await readBytes(path)
  return read === null ? '' : typeof read === 'string' ? read : hashOf(read.bytes)
}

async function writeBeside(path: string, content: string | Uint8Array, mode: number, like: FileHandle | null) {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    if (like !== null) {
      const { uid, gid } = await like.stat()
      const own = await file.stat()
      if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid)
    }
    await file.chmod(mode)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Null for bytes that are no UTF-8: written back they would be others. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function ifMissing(error: unknown): null {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw error
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
}
