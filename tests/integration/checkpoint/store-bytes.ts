import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { Store } from '../../../src/repo/checkpoint/store'

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** Bytes of all files of a store. */
export function sizeOf(store: Store): number {
  return filesBelow(store.folder).reduce((sum, file) => sum + statSync(file).size, 0)
}

/** Files and objects of a store that hold these bytes: as they are, inflated, or in a pack. */
export function placesOf(store: Store, bytes: string): readonly string[] {
  const found = filesBelow(store.folder).filter((file) => {
    const content = readFileSync(file)
    return content.includes(bytes) || inflated(content).includes(bytes)
  })
  const all = execFileSync('git', ['cat-file', '--batch', '--batch-all-objects', '--unordered'], {
    env: { ...process.env, GIT_DIR: store.gitDir },
    maxBuffer: 1 << 28,
  })
  return all.includes(bytes) ? [...found, 'an object'] : found
}

/** Turns over bytes in the middle of a loose object's file. */
export function damage(store: Store, id: string): void {
  const file = join(store.gitDir, 'objects', id.slice(0, 2), id.slice(2))
  const bytes = readFileSync(file)
  chmodSync(file, 0o600)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff
  writeFileSync(file, bytes)
}

function inflated(content: Buffer): Buffer {
  try {
    return inflateSync(content)
  } catch {
    return Buffer.alloc(0)
  }
}
