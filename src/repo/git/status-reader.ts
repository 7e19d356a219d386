import type { RepoError, RepoStatus } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import { createContentHashes } from './content-hashes'
import type { GitRunner } from './git-port'
import { readStatus, readStatusAndIndex, type StatusAndIndex } from './read-status'
import type { RepoLayout } from './repo-layout'

/** Reads the status of one repository; what it remembers of a file is of use to the next reading. */
export interface StatusReader {
  /** `withLines` counts the lines that were added and removed, which costs more. */
  read(withLines: boolean): Promise<Result<RepoStatus, RepoError>>
  readWithIndex(): Promise<Result<StatusAndIndex, RepoError>>
  /** From now on these filters of the repository may run. */
  consent(filters: readonly string[]): void
}

export function createStatusReader(runner: GitRunner, layout: RepoLayout, consented: readonly string[]): StatusReader {
  const hashes = createContentHashes()
  let consentedFilters: ReadonlySet<string> = new Set(consented)
  return {
    read: (withLines) => readStatus(runner, layout, { consentedFilters, withLines, hashes }),
    readWithIndex: () => readStatusAndIndex(runner, layout, { consentedFilters, withLines: false, hashes }),
    consent(filters) {
      consentedFilters = new Set([...consentedFilters, ...filters])
    },
  }
}
