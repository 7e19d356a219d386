import type { RepoError } from '../core/repo/repo-status'

/** A bug is an answer too: one request must not take the other repositories down with it. */
export function unexpected(fault: unknown): RepoError {
  return { kind: 'unexpected', message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }
}
