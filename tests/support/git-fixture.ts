import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Result } from '../../src/core/result'
import type { RepoError, RepoStatus } from '../../src/core/repo/repo-status'
import { createGitRunner } from '../../src/repo/git/git-runner'
import type { GitRunner } from '../../src/repo/git/git-port'
import { readLayout } from '../../src/repo/git/layout'
import { readStatus } from '../../src/repo/git/read-status'
import type { RepoLayout } from '../../src/repo/git/repo-layout'
import { systemClock } from '../../src/services/system-clock'
import {
  createTempDir,
  createTempRepo,
  hermeticGitEnv,
  openTempRepo,
  type TempRepo,
  type TempRepoOptions,
} from './temp-repo'

/** A temporary folder that goes away with the test. */
export function tempDir(name?: string): string {
  const path = createTempDir(name)
  onTestFinished(() => openTempRepo(path).cleanup())
  return path
}

/** A temporary repository that goes away with the test. */
export function tempRepo(options?: TempRepoOptions): TempRepo {
  const repo = createTempRepo(options)
  onTestFinished(() => repo.cleanup())
  return repo
}

/** A runner whose user has no settings of their own; `env` adds to theirs. */
export function testRunner(env: NodeJS.ProcessEnv = {}): GitRunner {
  return createGitRunner({
    clock: systemClock,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...hermeticGitEnv, ...env },
  })
}

/** The layout of a repository, or a failed test. */
export async function layoutOf(folder: string, runner: GitRunner = testRunner()): Promise<RepoLayout> {
  const limits = { firebreakHome: join('/nonexistent', 'firebreak'), homeDir: '/nonexistent' }
  return valueOf(await readLayout(runner, folder, limits))
}

/** The status of a folder's repository, with lines, or a failed test. */
export async function statusOf(folder: string, runner: GitRunner = testRunner()): Promise<RepoStatus> {
  const layout = await layoutOf(folder, runner)
  return valueOf(await readStatus(runner, layout, { consentedFilters: new Set(), withLines: true }))
}

/** What succeeded; throws with the error's data otherwise. */
export function valueOf<T>(result: Result<T, RepoError | { readonly kind: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Whether a process is there and runs: one that ended and that nobody waited for stays in the table as a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
