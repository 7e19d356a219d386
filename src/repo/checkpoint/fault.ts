import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'

export type StoreError = CheckpointError | RepoError

/** Carries an error the user can meet up to the one place of each public function that turns it into data. */
export class StoreFault extends Error {
  readonly error: StoreError
  constructor(error: StoreError) {
    super(error.kind)
    this.error = error
  }
}

/** Runs `work`; a fault or a failed file operation becomes an error, anything else is a bug and stays thrown. */
export async function attempt<T>(storePath: string, work: () => Promise<T>): Promise<Result<T, StoreError>> {
  try {
    return ok(await work())
  } catch (thrown) {
    if (thrown instanceof StoreFault) return err(thrown.error)
    const code = errnoOf(thrown)
    if (code === null) throw thrown
    return err(errorOfErrno(code, storePath))
  }
}

/** The value, or the error thrown as a fault. */
export function orFault<T>(result: Result<T, StoreError>): T {
  if (result.ok) return result.value
  throw new StoreFault(result.error)
}

/** Names what a failed write to the store means; `path` is where the store lies. */
function errorOfErrno(code: string, path: string): CheckpointError {
  if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'no-space', path }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return { kind: 'read-only', path }
  return { kind: 'store-failed', path, code }
}

/** The name of a failed system call (ENOENT, ENOSPC, …); null when the thrown thing is something else. */
export function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return null
  return typeof thrown.code === 'string' ? thrown.code : null
}
