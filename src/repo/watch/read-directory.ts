import { Buffer } from 'node:buffer'
import { readdir } from 'node:fs'
import type { RepoPath } from '../../core/repo/repo-path'
import { decodeName, diskPath, errorCode } from './native-watch'

export interface DirectoryEntry {
  readonly name: string
  /** A real directory: a symbolic link to one is not followed. */
  readonly directory: boolean
}

/** The entries of one directory, or null when it is not there. A directory that cannot be read is empty. */
export async function readDirectory(top: string, path: RepoPath): Promise<readonly DirectoryEntry[] | null> {
  const entries = await list(top, path)
  // U+FFFD stands for bytes that are not UTF-8 (or for itself): only then are bytes worth their price.
  return entries === null || !entries.some(({ name }) => name.includes('\ufffd')) ? entries : listBytes(top, path)
}

function list(top: string, path: RepoPath): Promise<readonly DirectoryEntry[] | null> {
  return new Promise((resolve) => {
    readdir(diskPath(top, path), { withFileTypes: true }, (error, entries) => {
      if (error) resolve(isMissing(error) ? null : [])
      else resolve(entries.map((entry) => ({ name: entry.name, directory: entry.isDirectory() })))
    })
  })
}

function listBytes(top: string, path: RepoPath): Promise<readonly DirectoryEntry[] | null> {
  return new Promise((resolve) => {
    readdir(diskPath(top, path), { withFileTypes: true, encoding: 'buffer' }, (error, entries) => {
      if (error) resolve(isMissing(error) ? null : [])
      else
        resolve(entries.map((entry) => ({ name: decodeName(Buffer.from(entry.name)), directory: entry.isDirectory() })))
    })
  })
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
