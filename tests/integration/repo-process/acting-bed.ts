import { onTestFinished } from 'vitest'
import type { Hunk } from '../../../src/core/diff/file-diff'
import type { Scope } from '../../../src/core/diff/scope'
import type { ReviewedFile } from '../../../src/core/repo/commit-reviewed'
import type { RevertPart } from '../../../src/shared/repo-contract'
import { createRepoBed, type RepoBed } from '../../support/repo-bed'
import type { TempRepo } from '../../support/temp-repo'

/** A served repository, and what a live diff window asks of it. */
export interface ActingBed extends RepoBed {
  /** The hunks of a file as the scope shows them, once `fits` holds. */
  hunks(scope: Scope, path: string, fits?: (hunks: readonly Hunk[]) => boolean): Promise<readonly Hunk[]>
  revert(scope: Scope, path: string, part: RevertPart, from?: string | null): ReturnType<typeof ask>
  stage(path: string, hunkId: string | null, from?: string | null): ReturnType<typeof askStage>
  commit(files: readonly ReviewedFile[], message?: string): ReturnType<typeof askCommit>
}

export async function actingBed(options: Parameters<typeof createRepoBed>[0] = {}): Promise<ActingBed> {
  const bed = await createRepoBed(options)
  onTestFinished(() => bed.cleanup())
  await bed.open()
  await bed.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
  return {
    ...bed,
    async hunks(scope, path, fits = (hunks) => hunks.length > 0) {
      const window = await bed.diff()
      window.show(scope)
      return window.until(() => {
        const body = window.files.get(path)?.body
        return body?.kind === 'text' && fits(body.hunks) ? body.hunks : undefined
      })
    },
    revert: (scope, path, part, from = null) => ask(bed, scope, path, part, from),
    stage: (path, hunkId, from = null) => askStage(bed, path, hunkId, from),
    commit: (files, message = 'reviewed') => askCommit(bed, files, message),
  }
}

const ask = (bed: RepoBed, scope: Scope, path: string, part: RevertPart, from: string | null) =>
  bed.host.request({ type: 'revert', repoId: bed.repoId, scope, whitespace: 'exact', path, from, part })

const askStage = (bed: RepoBed, path: string, hunkId: string | null, from: string | null) =>
  bed.host.request({ type: 'stage', repoId: bed.repoId, path, from, hunkId })

const askCommit = (bed: RepoBed, files: readonly ReviewedFile[], message: string) =>
  bed.host.request({ type: 'commit-reviewed', repoId: bed.repoId, files, message, identity: null })

export const uncommitted = { kind: 'uncommitted' } as const

/** "line 1\n" … "line 40\n" */
export const lines = (count = 40): string => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('')

/** The bytes of a file in HEAD (`HEAD:path`) or in the index (`:path`), as Latin-1 text; null when there is none. */
export function blob(repo: TempRepo, spec: string): string | null {
  const found = repo.tryGit('rev-parse', '--verify', '--quiet', spec).trim()
  return found === '' ? null : repo.git('cat-file', 'blob', spec)
}
