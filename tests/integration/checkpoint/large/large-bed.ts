import { execFileSync } from 'node:child_process'
import { mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createTempRepo, openTempRepo, type TempRepo, type TempRepoOptions } from '../../../support/temp-repo'
import { openBed, type CheckpointBed } from '../checkpoint-bed'

export interface LargeBed {
  readonly repo: TempRepo
  readonly bed: CheckpointBed
  /** The commit that the reference of Firebreak points at; null when there is none. */
  readonly held: () => string | null
}

/** Every repository counts as large here, so that small ones can show what happens to it. */
export const always = { files: 0, bytes: 0 }

/** A repository whose store borrows from it, and which has only old files, as git doubts those of its own second. */
export async function largeBed(
  files: Readonly<Record<string, string>>,
  more: TempRepoOptions & { readonly prepare?: (repo: TempRepo) => void } = {},
): Promise<LargeBed> {
  const { prepare, ...options } = more
  const repo = createTempRepo(options)
  for (const [path, content] of Object.entries(files)) repo.write(path, content)
  prepare?.(repo)
  if (Object.keys(files).length > 0) {
    repo.commitAll('first')
    settle(repo)
  }
  const bed = await openBed(repo, { largeFrom: always })
  onTestFinished(() => {
    repo.cleanup()
    bed.cleanup()
  })
  return { repo, bed, held: () => heldBy(repo) }
}

/** Lets the index be younger than all files: git, and so do we, looks twice at those written in its own second. */
export function settle(repo: TempRepo): void {
  const later = new Date(Date.now() + 2_000)
  utimesSync(join(repo.gitDir(), 'index'), later, later)
}

function heldBy(repo: TempRepo): string | null {
  return repo.git('for-each-ref', '--format=%(objectname)', 'refs/firebreak').trim() || null
}

/** A repository of its own in `sub`, with a commit and staged as a submodule. */
export function addSubmodule(repo: TempRepo): TempRepo {
  const inner = join(repo.path, 'sub')
  mkdirSync(inner)
  execFileSync('git', ['init', '-q'], { cwd: inner })
  const nested = openTempRepo(inner)
  nested.git('config', 'user.name', 'x')
  nested.git('config', 'user.email', 'x@example.invalid')
  nested.write('in.txt', 'in')
  nested.commitAll('inner')
  repo.git('add', 'sub')
  return nested
}
