import { isRestoreTemp } from '../../core/checkpoint/temp-name'
import { changedFiles } from '../../core/repo/changed-files'
import { parseNumstat } from '../../core/repo/parse-numstat'
import { parseStatus, type ParsedStatus, type StatusEntry, type TrackedEntry } from '../../core/repo/parse-status'
import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangedFile, Head, RepoError, RepoStatus } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { withCannotCapture } from './cannot-capture'
import { createContentHashes, type ContentHashes } from './content-hashes'
import { countUntrackedLines } from './count-lines'
import { decideFiltered } from './decide-filtered'
import { emptyTree } from './empty-objects'
import type { GitRunner } from './git-port'
import { readOperation } from './operation'
import type { RepoLayout } from './repo-layout'

export interface StatusOptions {
  /** Filters the user agreed to run in this repository. */
  readonly consentedFilters: ReadonlySet<string>
  /** Also count lines against HEAD: one more git where something differs, unless files look modified anyway. */
  readonly withLines: boolean
  /** Kept from one status of a repository to the next, it spares reading large files again. */
  readonly hashes?: ContentHashes
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
  const read = await readStatusAndIndex(runner, layout, options)
  return read.ok ? ok(read.value.status) : read
}

/** A status together with what is staged, as a text that is only good for comparing: it says nothing of times. */
export interface StatusAndIndex {
  readonly status: RepoStatus
  readonly staged: string
}

/** The same, and what the index holds besides what HEAD has. */
export async function readStatusAndIndex(
  runner: GitRunner,
  layout: RepoLayout,
  options: StatusOptions,
): Promise<Result<StatusAndIndex, RepoError>> {
  const keepFilters = options.consentedFilters
  const status = await askStatus(runner, layout, { keepFilters })
  if (!status.ok) return status
  const { head, entries } = status.value
  const operation = await readOperation(layout.gitDir)
  const modified = entries.filter(isModifiedFile)

  const answer = await decideFiltered(runner, layout, modified, keepFilters, options.hashes ?? createContentHashes())
  if (!answer.ok) return answer
  const { filtered, undecided } = answer.value
  const plain = modified.filter((entry) => !filtered.has(entry.path))
  const modeOnly = await findModeOnly(runner, layout, plain.filter(modeDiffers), keepFilters)
  if (!modeOnly.ok) return modeOnly
  const sameContent = new Set([...answer.value.sameContent, ...modeOnly.value])

  // Where nothing that git tracks differs there is nothing to count: a clean repository costs one git.
  const differs = entries.some((entry) => entry.kind !== 'untracked')
  const mustCompare = (options.withLines && differs) || plain.length > 0
  const counted = mustCompare ? await countTrackedLines(runner, layout, head, keepFilters) : null
  // A line ending that will be converted away changes the size, by which git calls a file modified without reading it;
  // comparing the contents then finds nothing.
  const equal = plain.filter((entry) => entry.index === '.' && counted !== null && !counted.has(entry.path))
  const same = modified.filter((entry) => sameContent.has(entry.path) || equal.includes(entry))
  const unchanged = new Set(same.filter((entry) => !modeDiffers(entry)).map((entry) => entry.path))

  const lines = options.withLines ? await withUntracked(layout, entries, counted) : new Map<RepoPath, null>()
  for (const path of filtered) lines.delete(path)
  const changed = changedFiles(entries, { unchanged, sameContent, undecided, lines })
  const files = await withCannotCapture(layout.top, changed)
  return ok({ status: { head, operation, files }, staged: stagedText(entries) })
}

function stagedText(entries: readonly StatusEntry[]): string {
  const staged = entries.flatMap((entry) => {
    if (entry.kind === 'unmerged') return [`u ${entry.path}`]
    return entry.kind === 'tracked' && entry.index !== '.' ? [`${entry.indexMode} ${entry.indexId} ${entry.path}`] : []
  })
  return staged.toSorted().join('\0')
}

function modeDiffers(entry: TrackedEntry): boolean {
  return entry.indexMode !== entry.workTreeMode
}

async function askStatus(
  runner: GitRunner,
  layout: RepoLayout,
  options: { readonly keepFilters?: ReadonlySet<string>; readonly config?: readonly string[] },
): Promise<Result<ParsedStatus, RepoError>> {
  // Rename detection is asked for, as the repository's configuration could switch it off; comparing with the upstream is not.
  const flags = ['--porcelain=v2', '-z', '--branch', '--untracked-files=all', '--find-renames', '--no-ahead-behind']
  const answer = await runner.run(['status', ...flags], { layout, ...options })
  if (!answer.ok) return answer
  const { head, entries } = parseStatus(answer.value.stdout)
  return ok({ head, entries: entries.filter((entry) => !isLeftByRestore(entry)) })
}

/** A restore that was killed leaves such files until it is settled; nobody may commit them. */
function isLeftByRestore({ kind, path }: StatusEntry): boolean {
  return kind === 'untracked' && isRestoreTemp(path.slice(path.lastIndexOf('/') + 1))
}

function isModifiedFile(entry: StatusEntry): entry is TrackedEntry {
  return entry.kind === 'tracked' && entry.workTree === 'M' && entry.workTreeMode >> 12 === 0o10
}

/** Which of the files differ from the index by nothing but their mode: those that git calls clean when told to ignore it. */
async function findModeOnly(
  runner: GitRunner,
  layout: RepoLayout,
  candidates: readonly TrackedEntry[],
  keepFilters: ReadonlySet<string>,
): Promise<Result<ReadonlySet<RepoPath>, RepoError>> {
  if (candidates.length === 0) return ok(new Set())
  const status = await askStatus(runner, layout, { keepFilters, config: ['core.fileMode=false'] })
  if (!status.ok) return status
  const differing = new Set(status.value.entries.filter(isModifiedFile).map((entry) => entry.path))
  return ok(new Set(candidates.map((entry) => entry.path).filter((path) => !differing.has(path))))
}

/** Lines against HEAD. A failure leaves them unknown (null): the status itself is known all the same. */
async function countTrackedLines(
  runner: GitRunner,
  layout: RepoLayout,
  head: Head,
  keepFilters: ReadonlySet<string>,
): Promise<ReadonlyMap<RepoPath, Lines | null> | null> {
  const base = head.commit ?? emptyTree[layout.objectFormat]
  const answer = await runner.run(['diff', '--numstat', '-z', '--find-renames', '-O/dev/null', base], {
    layout,
    keepFilters,
  })
  return answer.ok ? parseNumstat(answer.value.stdout) : null
}

async function withUntracked(
  layout: RepoLayout,
  entries: readonly StatusEntry[],
  counted: ReadonlyMap<RepoPath, Lines | null> | null,
): Promise<Map<RepoPath, Lines | null>> {
  const lines = new Map(counted)
  const untracked = entries.flatMap((entry) => (entry.kind === 'untracked' ? entry.path : []))
  for (const [path, added] of await countUntrackedLines(layout.top, untracked)) lines.set(path, { added, removed: 0 })
  return lines
}
