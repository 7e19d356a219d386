import { changedFiles } from '../../core/repo/changed-files'
import { parseNumstat } from '../../core/repo/parse-numstat'
import { parseStatus, type ParsedStatus, type StatusEntry, type TrackedEntry } from '../../core/repo/parse-status'
import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangedFile, RepoError, RepoStatus } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { countUntrackedLines } from './count-lines'
import { decideFiltered } from './decide-filtered'
import type { GitRunner } from './git-port'
import { readOperation } from './operation'
import type { RepoLayout } from './repo-layout'

export interface StatusOptions {
  /** Filters the user agreed to run in this repository. */
  readonly consentedFilters: ReadonlySet<string>
  /** Also count lines against HEAD: one more git. */
  readonly withLines: boolean
}

type Lines = NonNullable<ChangedFile['lines']>

/**
 * Asks git what is uncommitted. Nothing of the repository's runs but the filters in `consentedFilters`, and the index is
 * never written. A submodule is listed when its commit moved; work inside it belongs to a repository of its own.
 */
export async function readStatus(
  runner: GitRunner,
  layout: RepoLayout,
  options: StatusOptions,
): Promise<Result<RepoStatus, RepoError>> {
  const status = await askStatus(runner, layout, { keepFilters: options.consentedFilters })
  if (!status.ok) return status
  const { head, entries } = status.value
  const operation = await readOperation(layout.gitDir)
  const modified = entries.filter(isModifiedFile)

  const filtered = await decideFiltered(runner, layout, modified, options.consentedFilters)
  if (!filtered.ok) return filtered
  const modeOnly = await findModeOnly(
    runner,
    layout,
    modified.filter((entry) => entry.indexMode !== entry.workTreeMode && !filtered.value.filtered.has(entry.path)),
  )
  if (!modeOnly.ok) return modeOnly
  const lines = options.withLines ? await countLines(runner, layout, status.value, filtered.value.filtered) : new Map()

  const sameMode = modified.filter((entry) => entry.indexMode === entry.workTreeMode).map((entry) => entry.path)
  const sameContent = new Set([...filtered.value.sameContent, ...modeOnly.value])
  const unchanged = new Set(sameMode.filter((path) => sameContent.has(path)))
  const files = changedFiles(entries, { unchanged, sameContent, undecided: filtered.value.undecided, lines })
  return ok({ head, operation, files })
}

async function askStatus(
  runner: GitRunner,
  layout: RepoLayout,
  options: { readonly keepFilters?: ReadonlySet<string>; readonly config?: readonly string[] },
): Promise<Result<ParsedStatus, RepoError>> {
  // Rename detection is asked for, as the repository's configuration could switch it off; comparing with the upstream is not.
  const flags = ['--porcelain=v2', '-z', '--branch', '--untracked-files=all', '--find-renames', '--no-ahead-behind']
  const answer = await runner.run(['status', ...flags], { layout, ...options })
  return answer.ok ? ok(parseStatus(answer.value.stdout)) : answer
}

function isModifiedFile(entry: StatusEntry): entry is TrackedEntry {
  return entry.kind === 'tracked' && entry.workTree === 'M' && entry.workTreeMode >> 12 === 0o10
}

/** Which of the files differ from the index by nothing but their mode: those that git calls clean when told to ignore it. */
async function findModeOnly(
  runner: GitRunner,
  layout: RepoLayout,
  candidates: readonly TrackedEntry[],
): Promise<Result<ReadonlySet<RepoPath>, RepoError>> {
  if (candidates.length === 0) return ok(new Set())
  const status = await askStatus(runner, layout, { config: ['core.fileMode=false'] })
  if (!status.ok) return status
  const differing = new Set(status.value.entries.filter(isModifiedFile).map((entry) => entry.path))
  return ok(new Set(candidates.map((entry) => entry.path).filter((path) => !differing.has(path))))
}

/** Lines against HEAD. A failure leaves them unknown: the status itself is known all the same. */
async function countLines(
  runner: GitRunner,
  layout: RepoLayout,
  { head, entries }: ParsedStatus,
  filtered: ReadonlySet<RepoPath>,
): Promise<ReadonlyMap<RepoPath, Lines>> {
  const base = head.commit ?? emptyTree[layout.objectFormat]
  const answer = await runner.run(['diff', '--numstat', '-z', '--find-renames', '-O/dev/null', base], { layout })
  const lines = answer.ok ? parseNumstat(answer.value.stdout) : new Map<RepoPath, Lines>()
  const untracked = entries.flatMap((entry) => (entry.kind === 'untracked' ? entry.path : []))
  for (const [path, added] of await countUntrackedLines(layout.top, untracked)) lines.set(path, { added, removed: 0 })
  for (const path of filtered) lines.delete(path)
  return lines
}

// Every git knows these objects without storing them; an unborn branch is compared with them.
const emptyTree = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const
