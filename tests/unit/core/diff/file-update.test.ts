import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import { fileUpdate, updatedFile } from '../../../../src/core/diff/file-update'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { createRandom } from '../../../support/random'

const old = Array.from({ length: 3000 }, (_, at) => `line ${at}\n`)
const now = old.map((line, at) => (at % 25 === 0 ? `changed ${at}\n` : line))

function fileOf(lines: readonly string[]): FileDiff {
  const diff = diffLines('p', Buffer.from(old.join('')), Buffer.from(lines.join('')))
  if (diff.kind !== 'hunks') throw new Error('too much')
  const { hunks, added, removed } = diff
  const modes = { oldMode: 0o100644, newMode: 0o100644 }
  return { path: 'p', from: null, change: 'modified', ...modes, added, removed, body: { kind: 'text', hunks } }
}

const hunksOf = (file: FileDiff | null) => (file?.body.kind === 'text' ? file.body.hunks : [])

describe('what is sent of a file', () => {
  it('is the hunks that moved, and how far the others did', () => {
    const before = fileOf(now)
    const after = fileOf(now.toSpliced(1501, 1, 'one\n', 'two\n'))
    const sent = fileUpdate(before, after)
    expect(sent.body).toMatchObject({ kind: 'hunks-replaced', at: 60, gone: 1, oldBy: 0, newBy: 1 })
    expect(sent.body.kind === 'hunks-replaced' && sent.body.hunks).toHaveLength(1)
    const whole = updatedFile(before, sent)
    expect(whole).toEqual(after)
    expect(whole?.body.kind === 'text' && whole.body.hunks[3]).toBe(before.body.kind === 'text' && before.body.hunks[3])
  })

  it('is all of it where there is little, where most moved, and where it is new to the window', () => {
    const few = fileOf(old.with(5, 'x\n'))
    expect(fileUpdate(few, fileOf(old.with(5, 'y\n')))).toMatchObject({ body: { kind: 'text' } })
    expect(fileUpdate(undefined, few)).toBe(few)
    const rewritten = fileOf(now.map((line) => `${line.trim()};\n`))
    expect(fileUpdate(fileOf(now), rewritten)).toBe(rewritten)
  })

  it('keeps the hunks that stayed, also where all of it was sent', () => {
    const before = fileOf(old.with(5, 'x\n').with(500, 'x\n').with(900, 'x\n'))
    const after = fileOf(old.with(5, 'x\n').with(500, 'y\n').with(700, 'x\n').with(900, 'x\n'))
    const whole = updatedFile(before, fileUpdate(before, after))
    expect(whole).toEqual(after)
    const [shown, known] = [hunksOf(whole), hunksOf(before)]
    expect(shown.map((hunk) => known.indexOf(hunk))).toEqual([0, -1, -1, 2])
  })

  it('means nothing to a window that does not have the file', () => {
    expect(updatedFile(undefined, fileUpdate(fileOf(now), fileOf(now.toSpliced(0, 1))))).toBeNull()
  })

  it('leads to the same file after any edits', () => {
    const random = createRandom(11)
    let lines = [...now]
    let shown = fileOf(lines)
    for (let round = 0; round < 40; round++) {
      for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) {
        const at = Math.floor(random() * lines.length)
        const put = Array.from({ length: Math.floor(random() * 3) }, (_, i) => `edit ${round} ${i}\n`)
        lines = lines.toSpliced(at, Math.floor(random() * 3), ...put)
      }
      const next = fileOf(lines)
      const updated = updatedFile(shown, structuredClone(fileUpdate(shown, next)))
      expect(updated).toEqual(next)
      shown = next
    }
  })
})
