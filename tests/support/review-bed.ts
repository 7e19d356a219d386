import { expect } from 'vitest'
import type { Scope } from '../../src/core/diff/scope'
import type { ReviewView } from '../../src/core/review/review-view'
import type { Change } from '../../src/core/session/change'
import type { Writer } from '../../src/core/session/label-change'
import type { DiffWindow } from './diff-window'
import { createRepoBed, type RepoBed, take } from './repo-bed'
import type { RepoAnswers } from '../../src/shared/repo-answers'

/** A repository with a session, whose changes are written and labelled by the test. */
export interface ReviewBed extends RepoBed {
  readonly sessionId: string
  /** Writes files and waits until they are a change; it is labelled as written by `writer`. */
  write(writer: Writer, files: Readonly<Record<string, string | null>>): Promise<Change>
  label(change: Change, writer: Writer): Promise<void>
  /** The newest review that was told. */
  review(): ReviewView | null
  /** Waits for a review that fits. */
  reviewed(fits: Partial<ReviewView> | ((review: ReviewView) => boolean)): Promise<ReviewView>
  mark(
    path: string | null,
    more?: { readonly hunkIds?: readonly string[]; readonly scope?: Scope; readonly reviewed?: boolean },
  ): Promise<RepoAnswers['mark-reviewed']>
  undo(marks?: readonly number[]): Promise<RepoAnswers['undo-mark']>
  /** A window on a scope, once it shows these files. */
  window(scope: Scope, ...paths: readonly string[]): Promise<DiffWindow>
  /** Where the hunks of a shown file stand, once each of them is known. */
  hunks(window: DiffWindow, path: string): Promise<readonly string[]>
  end(): Promise<void>
}

export const sinceBaseline = { kind: 'since-baseline' } as const

export async function createReviewBed(
  options: Parameters<typeof createRepoBed>[0] & { readonly sessionId?: string; readonly begins?: boolean } = {},
): Promise<ReviewBed> {
  const { sessionId = 's1', begins = true, ...rest } = options
  const bed = await createRepoBed(rest)
  await bed.open()
  await bed.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
  if (begins) await bed.begin(sessionId)
  const { repoId, host, repo } = bed
  let closed = 0

  const label = async (change: Change, writer: Writer) => {
    const files = change.files.map(({ path }) => ({ path, writer }))
    take(
      await host.request({
        type: 'review-labels',
        repoId,
        sessionId,
        changes: [{ number: change.number, files }],
      }),
    )
  }
  const review = (): ReviewView | null => {
    const told = bed.facts.findLast((fact) => fact.type === 'review-changed')
    return told?.type === 'review-changed' ? told.review : null
  }

  return {
    ...bed,
    sessionId,
    label,
    review,
    async write(writer, files) {
      for (const [path, text] of Object.entries(files)) {
        if (text === null) repo.remove(path)
        else repo.write(path, text)
      }
      closed = Math.max(closed, ...bed.facts.map((fact) => (fact.type === 'change-closed' ? fact.change.number : 0)))
      const wanted = closed
      const { change } = await bed.fact('change-closed', (fact) => fact.change.number > wanted)
      await label(change, writer)
      return change
    },
    async reviewed(fits) {
      await expect
        .poll(
          () => {
            const now = review()
            if (now === null) return null
            return typeof fits === 'function' ? fits(now) : now
          },
          { timeout: 30_000 },
        )
        .toEqual(typeof fits === 'function' ? true : expect.objectContaining(fits))
      const now = review()
      if (now === null) throw new Error('no review')
      return now
    },
    mark(path, { hunkIds: ids, scope = sinceBaseline, reviewed = true } = {}) {
      return host.request({
        type: 'mark-reviewed',
        repoId,
        scope,
        whitespace: 'exact',
        path,
        hunkIds: ids ?? null,
        reviewed,
        how: ids !== undefined ? 'hunk' : path === null ? 'all' : 'file',
      })
    },
    undo: (marks) => host.request({ type: 'undo-mark', repoId, marks: marks ?? null }),
    async window(scope, ...paths) {
      const window = await bed.diff()
      window.show(scope)
      await window.until(() => paths.every((path) => window.files.has(path)))
      return window
    },
    async hunks(window, path) {
      return window.until(() => {
        const body = window.files.get(path)?.body
        if (body?.kind !== 'text') return false
        const known = new Map(window.review.get(path)?.hunks.map(({ id, review: stands }) => [id, stands]))
        return body.hunks.every(({ id }) => known.has(id)) && body.hunks.map(({ id }) => known.get(id) ?? '')
      })
    },
    async end() {
      take(await host.request({ type: 'end-session', repoId, sessionId }))
    },
  }
}

/** The ids of the hunks that a window shows of a file, in order. */
export function hunkIds(window: DiffWindow, path: string): readonly string[] {
  const body = window.files.get(path)?.body
  return body?.kind === 'text' ? body.hunks.map(({ id }) => id) : []
}

/** `count` different lines, of which some are replaced, by their number from 1. */
export function numbered(count: number, others: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: count }, (_, at) => `${others[at + 1] ?? `line ${at + 1}`}\n`).join('')
}
