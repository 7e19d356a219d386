import { decodePath, type RepoPath } from './repo-path'
import type { Head } from './repo-status'

/** One record of `git status --porcelain=v2 -z`. Modes are 0 and ids all zeros where the file does not exist. */
export type StatusEntry =
  | {
      readonly kind: 'tracked'
      readonly path: RepoPath
      /** The former path of a rename or copy. */
      readonly from: RepoPath | null
      /** Index against HEAD, and work tree against index: `.`, `M`, `T`, `A`, `D`, `R` or `C`. */
      readonly index: string
      readonly workTree: string
      readonly headMode: number
      readonly indexMode: number
      readonly workTreeMode: number
      readonly headId: string
      readonly indexId: string
    }
  | { readonly kind: 'unmerged'; readonly path: RepoPath }
  | { readonly kind: 'untracked'; readonly path: RepoPath }

export type TrackedEntry = Extract<StatusEntry, { kind: 'tracked' }>

export interface ParsedStatus {
  readonly head: Head
  readonly entries: readonly StatusEntry[]
}

/**
 * Reads the answer of `git status --porcelain=v2 -z --branch` (git-status(1), "Porcelain Format Version 2").
 * Throws when it is not one: git wrote something that this version of Firebreak does not know.
 */
export function parseStatus(output: Uint8Array): ParsedStatus {
  let commit: string | null = null
  let branch: string | null = null
  let detached = false
  const entries: StatusEntry[] = []
  const records = splitAtNul(output)

  for (let i = 0; i < records.length; i++) {
    const record = records[i] ?? ''
    switch (record[0]) {
      case '#': {
        const [, name, ...value] = record.split(' ')
        if (name === 'branch.oid') commit = value[0] === '(initial)' ? null : (value[0] ?? null)
        if (name === 'branch.head') detached = value[0] === '(detached)'
        if (name === 'branch.head' && !detached) branch = value.join(' ')
        break
      }
      // "1 XY sub mH mI mW hH hI path"
      case '1':
        entries.push(trackedEntry(record, 8, null))
        break
      // "2 XY sub mH mI mW hH hI R100 path NUL from": a rename is the only record followed by a second path.
      case '2':
        i += 1
        entries.push(trackedEntry(record, 9, records[i] ?? ''))
        break
      // "u XY sub m1 m2 m3 mW h1 h2 h3 path"
      case 'u':
        entries.push({ kind: 'unmerged', path: fieldsOf(record, 10).path })
        break
      case '?':
        entries.push({ kind: 'untracked', path: record.slice(2) })
        break
      case '!':
        break
      default:
        throw new Error(`unknown status record ${JSON.stringify(record.slice(0, 40))}`)
    }
  }
  return { head: { commit, branch, detached }, entries }
}

function trackedEntry(record: string, fieldCount: number, from: RepoPath | null): TrackedEntry {
  const { fields, path } = fieldsOf(record, fieldCount)
  const [, letters = '..', , headMode, indexMode, workTreeMode, headId = '', indexId = ''] = fields
  return {
    kind: 'tracked',
    path,
    from,
    index: letters[0] ?? '.',
    workTree: letters[1] ?? '.',
    headMode: Number.parseInt(headMode ?? '0', 8),
    indexMode: Number.parseInt(indexMode ?? '0', 8),
    workTreeMode: Number.parseInt(workTreeMode ?? '0', 8),
    headId,
    indexId,
  }
}

/** The fields before the path, which is the rest of the record and may itself hold spaces. */
function fieldsOf(record: string, count: number): { readonly fields: readonly string[]; readonly path: RepoPath } {
  const fields = record.split(' ', count)
  return { fields, path: record.slice(fields.join(' ').length + 1) }
}

/** The records of a `-z` answer, decoded as paths are. */
export function splitAtNul(output: Uint8Array): RepoPath[] {
  const records: RepoPath[] = []
  for (let start = 0; start < output.length; ) {
    const nul = output.indexOf(0, start)
    const end = nul < 0 ? output.length : nul
    records.push(decodePath(output.subarray(start, end)))
    start = end + 1
  }
  return records
}
