import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { isRestoreTemp } from '../../../../src/core/checkpoint/temp-name'
import { createTempRepo, type TempRepo, type TempRepoOptions } from '../../../support/temp-repo'
import { leftovers, listingOf, openBed, type CheckpointBed, type Listing } from '../checkpoint-bed'

export interface RestoreBed {
  readonly repo: TempRepo
  readonly bed: CheckpointBed
}

/** A repository with its store, which go away with the test. */
export async function restoreBed(
  files?: Readonly<Record<string, string>>,
  more: TempRepoOptions = {},
): Promise<RestoreBed> {
  const repo = createTempRepo({ ...more, ...(files === undefined ? {} : { files }) })
  const bed = await openBed(repo)
  onTestFinished(() => {
    repo.cleanup()
    bed.cleanup()
  })
  return { repo, bed }
}

/** Everything a restore brings back: files with their modes, links, empty folders, and what the index says. */
export function everything(repo: TempRepo): { readonly tree: Listing; readonly staged: string } {
  return { tree: listingOf(repo.path), staged: repo.git('ls-files', '-s', '-v') }
}

/** Files that a restore left behind where it should not: in the work tree, in the git directory or in the store. */
export function leftBehind({ repo, bed }: RestoreBed): readonly string[] {
  const inRepo = readdirSync(repo.path, { recursive: true, encoding: 'latin1' })
  const inStore = readdirSync(bed.store.folder).filter((name) => name === 'journal.json')
  return [
    ...inRepo.filter((path) => isRestoreTemp(path.slice(path.lastIndexOf('/') + 1)) || path.endsWith('.lock')),
    // The lock of a killed process is taken over by the next one.
    ...leftovers(bed.store).filter((name) => name !== 'lock'),
    ...inStore,
  ]
}

/** A path of the work tree on disk. */
export function at({ repo }: RestoreBed, path: string): string {
  return join(repo.path, path)
}
