import { resolve, join } from 'node:path'
import type { CommitIdentity, CommitPreview } from '../../core/repo/commit'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { readFilters } from './decide-filtered'
import { isExecutable } from './find-git'
import type { GitRunner } from './git-port'
import { readStatus } from './read-status'
import type { RepoLayout } from './repo-layout'

// In the order in which `git commit` runs them (githooks(5)).
const commitHooks = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'reference-transaction',
  'post-index-change',
  'post-commit',
]

/** What a commit of the uncommitted files will run and under which name. Asking runs none of it. */
export async function previewCommit(runner: GitRunner, layout: RepoLayout): Promise<Result<CommitPreview, RepoError>> {
  const hooks = await readHooks(runner, layout)
  if (!hooks.ok) return hooks
  const filters = await filtersInUse(runner, layout)
  if (!filters.ok) return filters
  const signing = await readSetting(runner, layout, 'commit.gpgSign', ['--type=bool'])
  if (!signing.ok) return signing
  const identity = await readIdentity(runner, layout)
  if (!identity.ok) return identity
  return ok({
    hooks: hooks.value,
    filters: filters.value,
    signing: signing.value === 'true',
    identity: identity.value,
  })
}

/** Executable hooks that a commit runs, and `core.fsmonitor` when it names a program. */
export async function readHooks(runner: GitRunner, layout: RepoLayout): Promise<Result<readonly string[], RepoError>> {
  const answer = await runner.runAsUser(['rev-parse', '--git-path', 'hooks'], { layout })
  if (!answer.ok) return answer
  if (answer.value.code !== 0) return err(failed('rev-parse', answer.value))
  const folder = resolve(layout.top, answer.value.stdout.toString('utf8').replace(/\r?\n$/, ''))
  const hooks: string[] = []
  for (const hook of commitHooks) if (await isExecutable(join(folder, hook))) hooks.push(hook)
  const monitor = await readSetting(runner, layout, 'core.fsmonitor')
  if (!monitor.ok) return monitor
  const isProgram = monitor.value !== null && !/^(true|false|yes|no|on|off|\d+|)$/i.test(monitor.value)
  return ok(isProgram ? [...hooks, 'core.fsmonitor'] : hooks)
}

/** Who git would name as author and committer; null when it does not know one of them. */
export async function readIdentity(
  runner: GitRunner,
  layout: RepoLayout,
): Promise<Result<CommitIdentity | null, RepoError>> {
  const committer = await runner.runAsUser(['var', 'GIT_COMMITTER_IDENT'], { layout })
  if (!committer.ok) return committer
  const author = await runner.runAsUser(['var', 'GIT_AUTHOR_IDENT'], { layout })
  if (!author.ok) return author
  if (committer.value.code !== 0 || author.value.code !== 0) return ok(null)
  // "Name <email> seconds zone"
  const match = /^(.*) <(.*)> \d+ [+-]\d{4}\s*$/.exec(author.value.stdout.toString('utf8'))
  return ok(match === null ? null : { name: match[1] ?? '', email: match[2] ?? '' })
}

async function filtersInUse(runner: GitRunner, layout: RepoLayout): Promise<Result<readonly string[], RepoError>> {
  const defined = await runner.filtersOf(layout)
  if (!defined.ok || defined.value.size === 0) return defined.ok ? ok([]) : defined
  const status = await readStatus(runner, layout, { consentedFilters: new Set(), withLines: false })
  if (!status.ok) return status
  const filters = await readFilters(
    runner,
    layout,
    status.value.files.map((file) => file.path),
  )
  if (!filters.ok) return filters
  return ok([...new Set(filters.value.values())].filter((name) => defined.value.has(name)).toSorted())
}

/** A setting as the user's git sees it, the repository's own included; null when it is not set. */
async function readSetting(
  runner: GitRunner,
  layout: RepoLayout,
  key: string,
  flags: readonly string[] = [],
): Promise<Result<string | null, RepoError>> {
  const answer = await runner.runAsUser(['config', ...flags, '--get', key], { layout })
  if (!answer.ok) return answer
  // 1: not set.
  if (answer.value.code === 1) return ok(null)
  return answer.value.code === 0 ? ok(answer.value.stdout.toString('utf8').trim()) : err(failed('config', answer.value))
}

function failed(command: string, answer: { readonly code: number | null; readonly output: string }): RepoError {
  return { kind: 'git-failed', command, code: answer.code, stderr: answer.output }
}
