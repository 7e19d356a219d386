import { describe, expect, it } from 'vitest'
import { reviewDebt } from '../../../../src/core/review/debt'
import { asideKind } from '../../../../src/core/review/generated'
import type { LabelledChange, Writer } from '../../../../src/core/session/label-change'

function change(files: readonly [path: string, writer: Writer, added: number, removed: number][]): LabelledChange {
  return {
    number: 1,
    sessionId: 's1',
    firstWriteMs: 0,
    lastWriteMs: 0,
    closedAtMs: 0,
    checkpointId: null,
    previousCheckpointId: null,
    headMoved: null,
    restored: null,
    turn: null,
    writer: 'unclear',
    writers: [],
    files: files.map(([path, writer, added, removed]) => ({
      path,
      writer,
      added,
      removed,
      firstWriteMs: 0,
      lastWriteMs: 0,
      kind: 'modified',
    })),
  }
}

describe('reviewDebt', () => {
  it('counts lines by Codex and unclear writers, and never those of you or git', () => {
    const changes = [
      change([
        ['b.ts', 'codex-patch', 3, 1],
        ['a.ts', 'codex-command', 2, 0],
        ['c.ts', 'unclear', 1, 0],
        ['d.ts', 'outside', 50, 0],
        ['e.ts', 'git', 50, 50],
      ]),
      change([['a.ts', 'codex-patch', 1, 1]]),
    ]
    expect(reviewDebt(changes, null)).toEqual({
      lines: 9,
      files: [
        { path: 'a.ts', lines: 4 },
        { path: 'b.ts', lines: 4 },
        { path: 'c.ts', lines: 1 },
      ],
      aside: { generated: 0, lock: 0, vendored: 0 },
    })
  })

  it('owes no more than what still differs from the baseline', () => {
    const changes = [change([['a.ts', 'codex-patch', 5, 5]]), change([['b.ts', 'codex-patch', 2, 0]])]
    const sinceBaseline = new Map([['a.ts', { added: 1, removed: 1 }]])
    expect(reviewDebt(changes, sinceBaseline)).toMatchObject({ lines: 2, files: [{ path: 'a.ts', lines: 2 }] })
  })

  it('sets generated, lock and vendored lines apart', () => {
    const changes = [
      change([
        ['package-lock.json', 'codex-command', 900, 100],
        ['vendor/x/y.go', 'codex-command', 10, 0],
        ['dist/app.min.js', 'unclear', 1, 1],
        ['src/app.ts', 'codex-patch', 1, 0],
      ]),
    ]
    expect(reviewDebt(changes, null)).toEqual({
      lines: 1,
      files: [{ path: 'src/app.ts', lines: 1 }],
      aside: { generated: 2, lock: 1000, vendored: 10 },
    })
  })
})

describe('asideKind', () => {
  it.each([
    ['Cargo.lock', 'lock'],
    ['web/yarn.lock', 'lock'],
    ['third_party/zlib/zlib.h', 'vendored'],
    ['api/service_pb2.py', 'generated'],
    ['src/__snapshots__/a.test.ts.snap', 'generated'],
    ['src/vendor.ts', null],
    ['locksmith.ts', null],
    ['src/generator.ts', null],
  ] as const)('%s is %s', (path, kind) => {
    expect(asideKind(path)).toBe(kind)
  })
})
