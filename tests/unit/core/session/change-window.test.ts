import { describe, expect, it } from 'vitest'
import { type ClosedChange, createChangeWindow } from '../../../../src/core/session/change-window'
import { createManualClock } from '../../../support/manual-clock'

function setUp() {
  const manual = createManualClock(10_000)
  const closed: ClosedChange[] = []
  const held = { value: false }
  const window = createChangeWindow({
    clock: manual.clock,
    onClose: (change) => closed.push(change),
    isHeld: () => held.value,
  })
  return { manual, closed, held, window, wrote: (path: string) => window.wrote(path, manual.clock.now()) }
}

describe('createChangeWindow', () => {
  it('closes a change when its paths have been quiet for 300 ms', async () => {
    const { manual, closed, wrote } = setUp()
    wrote('a.ts')
    await manual.advance(200)
    wrote('b.ts')
    await manual.advance(299)
    expect(closed).toEqual([])
    await manual.advance(1)
    expect(closed).toEqual([
      {
        firstWriteMs: 10_000,
        lastWriteMs: 10_200,
        closedAtMs: 10_500,
        reason: 'quiet',
        paths: new Map([
          ['a.ts', { firstWriteMs: 10_000, lastWriteMs: 10_000 }],
          ['b.ts', { firstWriteMs: 10_200, lastWriteMs: 10_200 }],
        ]),
      },
    ])
  })

  it('cuts unbroken writing every 2 s and loses no write', async () => {
    const { manual, closed, wrote } = setUp()
    for (let i = 0; i < 50; i++) {
      wrote('log.txt')
      await manual.advance(100)
    }
    await manual.advance(300)
    expect(closed.map((change) => [change.reason, change.closedAtMs - change.firstWriteMs])).toEqual([
      ['unbroken', 2000],
      ['unbroken', 2000],
      ['quiet', 1200],
    ])
  })

  it('closes at once when Codex reports its tool call done, and starts anew with the next write', async () => {
    const { manual, closed, window, wrote } = setUp()
    wrote('a.ts')
    await manual.advance(50)
    window.settle()
    wrote('a.ts')
    await manual.advance(300)
    expect(closed.map((change) => [change.reason, change.firstWriteMs, change.closedAtMs])).toEqual([
      ['settled', 10_000, 10_050],
      ['quiet', 10_050, 10_350],
    ])
  })

  it('keeps the first and the last write of a path that is reported late', async () => {
    const { manual, closed, window } = setUp()
    window.wrote('a.ts', 10_000)
    window.wrote('a.ts', 9950)
    await manual.advance(300)
    expect(closed[0]?.paths.get('a.ts')).toEqual({ firstWriteMs: 9950, lastWriteMs: 10_000 })
  })

  it('says nothing without a write, and nothing after it was disposed', async () => {
    const { manual, closed, window, wrote } = setUp()
    window.settle()
    wrote('a.ts')
    window.dispose()
    wrote('b.ts')
    await manual.advance(5000)
    expect(closed).toEqual([])
    expect(manual.pending()).toBe(0)
  })

  it('holds what git writes together, until it is done and has rested', async () => {
    const { manual, closed, held, wrote } = setUp()
    held.value = true
    wrote('a.ts')
    await manual.advance(3000)
    wrote('b.ts')
    await manual.advance(3000)
    held.value = false
    wrote('c.ts')
    await manual.advance(300)
    expect(closed).toEqual([])
    await manual.advance(600)
    expect(closed.map(({ paths }) => [...paths.keys()])).toEqual([['a.ts', 'b.ts', 'c.ts']])
  })

  it('is held for 30 s and no longer, whoever forgot to let go', async () => {
    const { manual, closed, held, wrote } = setUp()
    held.value = true
    wrote('a.ts')
    await manual.advance(29_000)
    expect(closed).toEqual([])
    await manual.advance(2000)
    expect(closed).toHaveLength(1)
  })
})
