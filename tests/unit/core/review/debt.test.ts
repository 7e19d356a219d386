import { describe, expect, it } from 'vitest'
import { addUp, type FileDebt } from '../../../../src/core/review/debt'

function file(path: string, unread: Readonly<Record<number, number>>, more: Partial<FileDebt> = {}): FileDebt {
  const lines = Object.entries(unread).map(([key, count]) => [Number(key), count] as const)
  return { path, unread: new Map(lines), read: 0, moved: 0, ...more }
}
const sessionOf = (key: number) => (key === 0 ? null : key < 10 ? 's1' : 's2')

describe('addUp', () => {
  it('names what is to be read by file and by the session that wrote it', () => {
    const files = [file('b.ts', { 1: 3, 11: 1 }), file('a.ts', { 2: 2 }, { read: 5 }), file('c.ts', {}, { read: 1 })]
    expect(addUp(files, sessionOf)).toEqual({
      unreviewedLines: 6,
      reviewedLines: 6,
      files: [
        { path: 'a.ts', lines: 2 },
        { path: 'b.ts', lines: 4 },
      ],
      sessions: [
        {
          sessionId: 's1',
          lines: 5,
          files: [
            { path: 'a.ts', lines: 2 },
            { path: 'b.ts', lines: 3 },
          ],
        },
        { sessionId: 's2', lines: 1, files: [{ path: 'b.ts', lines: 1 }] },
      ],
      aside: { generated: 0, lock: 0, vendored: 0, moved: 0 },
      asideFiles: [],
    })
  })

  it('sets generated, lock, vendored and moved lines apart', () => {
    const files = [
      file('package-lock.json', { 1: 1000 }),
      file('vendor/x/y.go', { 1: 10 }),
      file('dist/app.min.js', { 1: 2 }, { read: 7 }),
      file('src/app.ts', { 1: 9 }, { moved: 8 }),
      file('src/moved.ts', { 1: 4, 11: 4 }, { moved: 8 }),
    ]
    expect(addUp(files, sessionOf)).toEqual({
      unreviewedLines: 1,
      reviewedLines: 0,
      files: [{ path: 'src/app.ts', lines: 1 }],
      sessions: [{ sessionId: 's1', lines: 1, files: [{ path: 'src/app.ts', lines: 1 }] }],
      aside: { generated: 2, lock: 1000, vendored: 10, moved: 16 },
      asideFiles: [
        { path: 'dist/app.min.js', kind: 'generated', lines: 2 },
        { path: 'package-lock.json', kind: 'lock', lines: 1000 },
        { path: 'src/app.ts', kind: 'moved', lines: 8 },
        { path: 'src/moved.ts', kind: 'moved', lines: 8 },
        { path: 'vendor/x/y.go', kind: 'vendored', lines: 10 },
      ],
    })
  })
})
