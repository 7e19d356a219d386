import { Buffer } from 'node:buffer'
import { lstat, readFile } from 'node:fs/promises'
import { parseLfsPointer, lfsPointerMaxBytes, type LfsPointer } from '../../core/repo/lfs-pointer'
import { splitAtNul, type TrackedEntry } from '../../core/repo/parse-status'
import { encodePath, type RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { absolutePath } from '../absolute-path'
import type { ContentHashes } from './content-hashes'
import type { GitRunner } from './git-port'
import type { RepoLayout } from './repo-layout'

/** What could be said about files whose filter was not run. */
export interface FilteredFiles {
  /** Their content is what the index holds; the mode may differ all the same. */
  readonly sameContent: ReadonlySet<RepoPath>
  /** Path to the filter that would have to run. */
  readonly undecided: ReadonlyMap<RepoPath, string>
  /** Every path with a filter that was not run, whose lines cannot be counted. */
  readonly filtered: ReadonlySet<RepoPath>
}

const nothing: FilteredFiles = { sameContent: new Set(), undecided: new Map(), filtered: new Set() }

/**
 * Decides files that look modified because their filter is switched off. git-lfs is known well enough to decide without
 * it: its pointer names size and sha256 of the file. What any other filter makes of a file cannot be known.
 */
export async function decideFiltered(
  runner: GitRunner,
  layout: RepoLayout,
  modified: readonly TrackedEntry[],
  consented: ReadonlySet<string>,
  hashes: ContentHashes,
): Promise<Result<FilteredFiles, RepoError>> {
  if (modified.length === 0) return ok(nothing)
  const defined = await runner.filtersOf(layout)
  if (!defined.ok) return defined
  if ([...defined.value].every((name) => consented.has(name))) return ok(nothing)
  const filters = await readFilters(
    runner,
    layout,
    modified.map((entry) => entry.path),
  )
  if (!filters.ok) return filters

  const filterOf = ({ path }: TrackedEntry) => {
    const name = filters.value.get(path)
    return name !== undefined && defined.value.has(name) && !consented.has(name) ? name : null
  }
  const filtered = modified.filter((entry) => filterOf(entry) !== null)
  const pointers = await readPointers(
    runner,
    layout,
    filtered.filter((entry) => filterOf(entry) === 'lfs'),
  )
  if (!pointers.ok) return pointers
  const sameContent = new Set<RepoPath>()
  const undecided = new Map<RepoPath, string>()
  for (const entry of filtered) {
    const name = filterOf(entry) ?? ''
    const pointer = pointers.value.get(entry.indexId)
    if (name !== 'lfs' || pointer === null) undecided.set(entry.path, name)
    else if (pointer !== undefined && (await holds(layout.top, entry.path, pointer, hashes)))
      sameContent.add(entry.path)
  }
  return ok({ sameContent, undecided, filtered: new Set(filtered.map((entry) => entry.path)) })
}

/** The `filter` attribute of each path that has one. */
export async function readFilters(
  runner: GitRunner,
  layout: RepoLayout,
  paths: readonly RepoPath[],
): Promise<Result<ReadonlyMap<RepoPath, string>, RepoError>> {
  if (paths.length === 0) return ok(new Map())
  const input = nulTerminated(paths)
  const answer = await runner.run(['check-attr', '-z', '--stdin', 'filter'], { layout, input })
  if (!answer.ok) return answer
  const filters = new Map<RepoPath, string>()
  // "path NUL attribute NUL value NUL"
  const fields = splitAtNul(answer.value.stdout)
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const value = fields[i + 2] ?? ''
    if (!['unspecified', 'unset', 'set'].includes(value)) filters.set(fields[i] ?? '', value)
  }
  return ok(filters)
}

/** Paths as the `-z --stdin` of git's commands takes them. */
export function nulTerminated(paths: readonly RepoPath[]): Buffer {
  return Buffer.concat(paths.map((path) => encodePath(`${path}\0`)))
}

/** Blob id to its pointer; null for one that git-lfs extensions transform, absent for a blob that is no pointer. */
async function readPointers(
  runner: GitRunner,
  layout: RepoLayout,
  entries: readonly TrackedEntry[],
): Promise<Result<ReadonlyMap<string, LfsPointer | null>, RepoError>> {
  const pointers = new Map<string, LfsPointer | null>()
  const ids = [...new Set(entries.map((entry) => entry.indexId))]
  if (ids.length === 0) return ok(pointers)
  const sizes = await runner.run(['cat-file', '--batch-check'], { layout, input: Buffer.from(`${ids.join('\n')}\n`) })
  if (!sizes.ok) return sizes
  const small = [...sizes.value.stdout.toString('latin1').matchAll(/^([0-9a-f]+) blob (\d+)$/gm)].flatMap(
    ([, id = '', size]) => (Number(size) < lfsPointerMaxBytes ? id : []),
  )
  if (small.length === 0) return ok(pointers)
  const blobs = await runner.run(['cat-file', '--batch'], { layout, input: Buffer.from(`${small.join('\n')}\n`) })
  if (!blobs.ok) return blobs
  const all = blobs.value.stdout
  // "id blob size LF content LF"
  for (let at = 0; at < all.length; ) {
    const lineEnd = all.indexOf(10, at)
    const [id = '', , size] = all.toString('latin1', at, lineEnd).split(' ')
    const end = lineEnd + 1 + Number(size)
    const text = all.toString('utf8', lineEnd + 1, end)
    const pointer = parseLfsPointer(text)
    if (pointer !== null) pointers.set(id, pointer)
    else if (text.startsWith('version https://git-lfs')) pointers.set(id, null)
    at = end + 1
  }
  return ok(pointers)
}

/** Whether the file on disk is the one the pointer stands for, or the pointer itself, which git-lfs leaves as it is. */
async function holds(top: string, path: RepoPath, pointer: LfsPointer, hashes: ContentHashes): Promise<boolean> {
  const file = absolutePath(top, path)
  try {
    const stat = await lstat(file)
    if (!stat.isFile()) return false
    if (stat.size !== pointer.sizeBytes) {
      return stat.size < lfsPointerMaxBytes && parseLfsPointer(await readFile(file, 'utf8'))?.sha256 === pointer.sha256
    }
    return (await hashes.sha256(file, stat)) === pointer.sha256
  } catch {
    return false
  }
}
