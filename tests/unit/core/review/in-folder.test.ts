import { expect, it } from 'vitest'
import { reviewInFolder } from '../../../../src/core/review/review-in-folder'
import type { ReviewView } from '../../../../src/core/review/review-view'
import { sessionInFolder } from '../../../../src/core/session/session-in-folder'
import { fileDiff } from '../../../view/support/file-diff'
import { changeView, sessionView } from '../../../view/support/snapshot'

const review: ReviewView = {
  unreviewedLines: 9,
  reviewedLines: 20,
  files: [
    { path: 'api/a.ts', lines: 3 },
    { path: 'api2/b.ts', lines: 2 },
    { path: 'web/c.ts', lines: 4 },
  ],
  sessions: [],
  aside: { generated: 7, lock: 9, vendored: 0, moved: 4 },
  asideFiles: [
    { path: 'api/a.ts', kind: 'moved', lines: 4 },
    { path: 'api/schema.pb.go', kind: 'generated', lines: 5 },
    { path: 'api2/schema.pb.go', kind: 'generated', lines: 2 },
    { path: 'web/yarn.lock', kind: 'lock', lines: 9 },
  ],
  uncounted: { files: 40, apart: 2, changes: [], folders: { api: { files: 30, apart: 2 } } },
  undoable: null,
  marks: null,
  forgotten: false,
}

it('counts the review of a folder alone', () => {
  const file = fileDiff('api/a.ts', [' same', '-old', '+new', '+more'])
  const [id = ''] = file.body.kind === 'text' ? file.body.hunks.map((hunk) => hunk.id) : []
  const limited = reviewInFolder(review, 'api', [file], () => [{ id, review: 'reviewed' }])
  expect(limited).toMatchObject({ unreviewedLines: 3, reviewedLines: 3, files: [{ path: 'api/a.ts', lines: 3 }] })
  expect(limited.aside).toEqual({ generated: 5, lock: 0, vendored: 0, moved: 4 })
  expect(limited.uncounted).toMatchObject({ files: 30, apart: 2 })
  expect(reviewInFolder(review, 'web', [], () => []).uncounted).toMatchObject({ files: 0, apart: 0 })
  expect(reviewInFolder(review, 'api', [file], () => [{ id, review: 'unreviewed' }]).reviewedLines).toBe(0)
})

it('shows the changes that touched a folder, and what is about the whole repository', () => {
  const inFolder = (path: string) => ({ path, writer: 'codex-patch', added: 2, removed: 1 }) as const
  const session = sessionView({
    changes: [
      changeView({ number: 1, files: [inFolder('web/x.ts')] }),
      changeView({ number: 2, files: [inFolder('api/a.ts'), inFolder('web/x.ts')], added: 4, removed: 2 }),
      changeView({ number: 3, files: [], headMove: 'branch main → x' }),
    ],
  })
  const { changes } = sessionInFolder(session, 'api')
  expect(changes.map(({ number, added, removed }) => [number, added, removed])).toEqual([
    [2, 2, 1],
    [3, 3, 1],
  ])
  expect(sessionInFolder(session, null)).toBe(session)
})

it('knows no more of the lines in a folder than of those of its files', () => {
  const file = (path: string, lines: number | null) =>
    ({ path, writer: 'codex-patch', added: lines, removed: lines }) as const
  const files = [file('api/a.ts', 2), file('api/b.ts', null), file('web/x.ts', null)]
  const session = sessionView({ changes: [changeView({ files, added: 2, removed: 2, uncounted: 2 })] })
  expect(sessionInFolder(session, 'api').changes).toMatchObject([{ added: 2, removed: 2, uncounted: 1 }])
  expect(sessionInFolder(session, 'web').changes).toMatchObject([{ added: 0, removed: 0, uncounted: 1 }])
})
