import { Buffer } from 'node:buffer'
import { encodePath, isUtf8Path, type RepoPath } from '../core/repo/repo-path'

/** A path as JSON carries it: text, or its bytes where they are not UTF-8. */
export type JsonPath = string | { readonly bytes: string }

export function jsonPath(path: RepoPath): JsonPath {
  return isUtf8Path(path) ? path : { bytes: Buffer.from(encodePath(path)).toString('base64') }
}

/** ISO 8601 in UTC. */
export function jsonTime(atMs: number): string {
  return new Date(atMs).toISOString()
}
