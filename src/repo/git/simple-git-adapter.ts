import { simpleGit, type SimpleGitOptions } from 'simple-git'
import type { CommitSummary } from '../../shared/repo-answers'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { GitRunner, LaunchSettings } from './git-port'
import type { RepoLayout } from './repo-layout'

// simple-git guards against hostile arguments and so refuses the very settings that guard against hostile repositories.
// Allowing them is safe here because every argument below is ours.
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
}

/** The last `count` commits of HEAD, newest first; none on an unborn branch. */
export async function readLog(
  runner: GitRunner,
  layout: RepoLayout,
  count: number,
): Promise<Result<readonly CommitSummary[], RepoError>> {
  const settings = await runner.launchSettings(layout)
  if (!settings.ok) return settings
  try {
    const log = await hardenedSimpleGit(settings.value, layout).log({
      maxCount: count,
      format: { commit: '%H', subject: '%s', committed: '%ct' },
      '--encoding': 'UTF-8',
    })
    return ok(log.all.map(({ commit, subject, committed }) => ({ commit, subject, atMs: Number(committed) * 1000 })))
  } catch (error) {
    const stderr = error instanceof Error ? error.message : String(error)
    if (/does not have any commits yet/.test(stderr)) return ok([])
    return err({ kind: 'git-failed', command: 'log', code: null, stderr })
  }
}

function hardenedSimpleGit({ binary, config, env }: LaunchSettings, layout: RepoLayout) {
  const allowEnvironment = Object.keys(env)
  const timeout = { block: 30_000 }
  const options = { baseDir: layout.top, binary, config: [...config], unsafe, allowEnvironment, timeout }
  return simpleGit(options).env({ ...env })
}
