import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'

/** The local branches by name, with their commits. */
export type Branches = ReadonlyMap<string, CommitId>

/** Asks git where references are kept otherwise than in plain files. */
export async function listBranches(
  layout: RepoLayout,
  runner: Pick<GitRunner, 'run'>,
): Promise<Result<Branches, RepoError>> {
  const plain = readBranches(layout)
  if (plain !== null) return ok(plain)
  const refs = await runner.run(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/'], { layout })
  return refs.ok ? ok(parseRefs(refs.value.stdout.toString('utf8'))) : refs
}

/** Reads git's files, without starting git; null where references are no plain files (reftable). */
export function readBranches({ commonDir }: RepoLayout): Branches | null {
  if (existsSync(join(commonDir, 'reftable'))) return null
  // Loose ones first: packing writes the pack before it removes them. Where a branch is in both, the loose one holds.
  const loose = looseBranches(join(commonDir, 'refs', 'heads'), '')
  const packed = parseRefs(readText(join(commonDir, 'packed-refs')))
  return new Map([...packed, ...loose])
}

function parseRefs(text: string): Branches {
  const lines = [...text.matchAll(/^([0-9a-f]{40}(?:[0-9a-f]{24})?) refs\/heads\/(.+)$/gm)]
  return new Map(lines.map(([, commit = '', name = '']) => [name, commit]))
}

function looseBranches(folder: string, prefix: string): [string, CommitId][] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return looseBranches(path, `${prefix}${entry.name}/`)
    const commit = readText(path).trim()
    return /^[0-9a-f]{40,64}$/.test(commit) ? [[`${prefix}${entry.name}`, commit]] : []
  })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
