import { Buffer } from 'node:buffer'
import { decodePath, encodePath, isUtf8Path, type RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { GitRunner } from './git-port'
import type { RepoLayout } from './repo-layout'

/** A file as git's index or a tree names it; mode as git writes it (0o100644, 0o100755, 0o120000, 0o160000). */
export interface GitEntry {
  readonly mode: number
  readonly id: string
}

export interface EntryAtPath {
  readonly path: RepoPath
  /** Null takes the path out. */
  readonly entry: GitEntry | null
}

interface Place {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  /** Another index than the user's. */
  readonly index?: string
}

/** Arguments of one call: well below what any system takes. */
const mostPaths = 300

/** What an index holds at these paths; an unmerged one is `'unmerged'`, and what is not in it is not in the answer. */
export async function readIndexEntries(
  place: Place,
  paths: readonly RepoPath[],
): Promise<Result<ReadonlyMap<RepoPath, GitEntry | 'unmerged'>, RepoError>> {
  const found = new Map<RepoPath, GitEntry | 'unmerged'>()
  const wanted = new Set(paths)
  for (const some of argumentsFor(paths)) {
    const listed = await run(place, ['ls-files', '-z', '--stage', '--', ...some])
    if (!listed.ok) return listed
    // "<mode> <id> <stage>\t<path>\0"
    for (const { head, path } of records(listed.value)) {
      if (!wanted.has(path)) continue
      const [mode = '', id = '', stage] = head.split(' ')
      found.set(path, stage === '0' ? { mode: Number.parseInt(mode, 8), id } : 'unmerged')
    }
  }
  return ok(found)
}

/** What a commit holds at these paths; null is an unborn branch. */
export async function readCommitEntries(
  place: Place,
  commit: CommitId | null,
  paths: readonly RepoPath[],
): Promise<Result<ReadonlyMap<RepoPath, GitEntry>, RepoError>> {
  const found = new Map<RepoPath, GitEntry>()
  if (commit === null) return ok(found)
  const wanted = new Set(paths)
  for (const some of argumentsFor(paths)) {
    const listed = await run(place, [
      'ls-tree',
      '-z',
      '--full-tree',
      ...(some.length === 0 ? ['-r'] : []),
      commit,
      '--',
      ...some,
    ])
    if (!listed.ok) return listed
    // "<mode> <type> <id>\t<path>\0"
    for (const { head, path } of records(listed.value)) {
      if (!wanted.has(path)) continue
      const [mode = '', type, id = ''] = head.split(' ')
      if (type !== 'tree') found.set(path, { mode: Number.parseInt(mode, 8), id })
    }
  }
  return ok(found)
}

/** Sets or removes entries in one go, through git's own lock. */
export async function writeIndexEntries(
  place: Place,
  entries: readonly EntryAtPath[],
): Promise<Result<null, RepoError>> {
  if (entries.length === 0) return ok(null)
  const zero = '0'.repeat(place.layout.objectFormat === 'sha256' ? 64 : 40)
  const input = Buffer.concat(
    entries.flatMap(({ path, entry }) => [
      Buffer.from(`${entry === null ? '0' : entry.mode.toString(8)} ${entry?.id ?? zero}\t`),
      encodePath(path),
      Buffer.of(0),
    ]),
  )
  const written = await run(place, ['update-index', '-z', '--index-info'], input)
  return written.ok ? ok(null) : written
}

/** The bytes of a blob in the user's objects. */
export function readBlob({ runner, layout }: Place, id: string): Promise<Result<Buffer, RepoError>> {
  return run({ runner, layout }, ['cat-file', 'blob', id])
}

/** Writes a blob into the user's objects; the answer is its id. */
export async function writeBlob({ runner, layout }: Place, bytes: Uint8Array): Promise<Result<string, RepoError>> {
  const written = await run({ runner, layout }, ['hash-object', '-w', '--no-filters', '--stdin'], bytes)
  return written.ok ? ok(written.value.toString('latin1').trim()) : written
}

/** Whether a failure of git is that of a lock which another git holds. */
export function isLockFailure(error: RepoError): boolean {
  return error.kind === 'git-failed' && /index\.lock': File exists/.test(error.stderr)
}

export function sameEntry(a: GitEntry | null | undefined, b: GitEntry | null | undefined): boolean {
  return a == null || b == null ? a == b : a.mode === b.mode && a.id === b.id
}

async function run(
  { runner, layout, index }: Place,
  args: readonly string[],
  input?: Uint8Array,
): Promise<Result<Buffer, RepoError>> {
  const answer = await runner.run(args, {
    layout,
    ...(input === undefined ? {} : { input }),
    ...(index === undefined ? {} : { extraEnv: { GIT_INDEX_FILE: index } }),
  })
  return answer.ok ? ok(answer.value.stdout) : err(answer.error)
}

/** An argument cannot hold a name that is not UTF-8: then everything is listed. */
function* argumentsFor(paths: readonly RepoPath[]): Generator<readonly string[]> {
  if (!paths.every(isUtf8Path)) yield []
  else for (let at = 0; at < paths.length; at += mostPaths) yield paths.slice(at, at + mostPaths)
}

function* records(output: Buffer): Generator<{ readonly head: string; readonly path: RepoPath }> {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0, at)
    const tab = output.indexOf(9, at)
    yield { head: output.toString('latin1', at, tab), path: decodePath(output.subarray(tab + 1, end)) }
    at = end + 1
  }
}
