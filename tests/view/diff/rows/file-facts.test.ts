import { describe, expect, it } from 'vitest'
import { factsAtOnce, readFileFacts } from '../../../../src/renderer/src/views/diff/rows/file-facts'
import { notesOf } from '../../../../src/renderer/src/views/diff/rows/file-notes'
import { imageKindOf, imageKindOfBytes, showsImage } from '../../../../src/renderer/src/views/diff/rows/image-kind'
import { lfsWords } from '../../../../src/renderer/src/views/diff/rows/lfs-pointer'
import { fileDiff } from '../../support/file-diff'
import { numbered, textDiff } from '../../support/text-diff'

const facts = (patch: readonly string[]) => factsAtOnce(fileDiff('a', patch), 1000)

describe('the facts of a file', () => {
  it('tell line endings apart', () => {
    expect(facts([' one', '+two\r'])).toMatchObject({ crlf: 1, lf: 1, allCrlf: false, widest: 4 })
    expect(facts([' one\r', '+two\r'])).toMatchObject({ allCrlf: true, hiddenText: false })
  })

  it('warn of characters that cannot be seen, also of a carriage return inside a line', () => {
    expect(facts(['+x\u202ey'])?.hiddenText).toBe(true)
    expect(facts(['+x\ry'])?.hiddenText).toBe(true)
    expect(facts(['+grüße, 世界'])?.hiddenText).toBe(false)
  })

  it('say when nothing but line endings changed', () => {
    const crlf = numbered(30).replaceAll('\n', '\r\n')
    const words = (before: string, after: string) => {
      const file = textDiff('a', before, after)
      return notesOf(file, factsAtOnce(file, 1000) ?? fail())
    }
    expect(words(crlf, numbered(30))).toEqual([{ kind: 'words', text: 'Only line endings changed: CRLF → LF' }])
    expect(words(numbered(30), crlf)).toEqual([{ kind: 'words', text: 'Only line endings changed: LF → CRLF' }])
    expect(words(crlf, numbered(30, { 9: 'x' }))).toEqual([])
  })

  it('of a large file are read in steps, and known from then on', () => {
    const file = fileDiff(
      'a',
      Array.from({ length: 9000 }, (_, at) => `+${'x'.repeat(at % 90)}`),
    )
    expect(factsAtOnce(file, 8999)).toBeNull()
    const reading = readFileFacts(file)
    let steps = 0
    while (reading.next().done !== true) steps++
    expect(steps).toBe(4)
    expect(factsAtOnce(file, 0)).toMatchObject({ widest: 89, lf: 9000 })
  })
})

function fail(): never {
  throw new Error('not read')
}

describe('pointers of git LFS', () => {
  const pointer = (digit: string, size: number) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize ${size}\n`

  it('are said as the object they stand for', () => {
    expect(lfsWords(textDiff('a', pointer('a', 12_000_000), pointer('b', 14_000_000)))).toBe(
      'LFS object, 12 MB → 14 MB',
    )
    expect(lfsWords(textDiff('a', '', pointer('b', 14_000_000)))).toBe('LFS object, 14 MB')
    expect(lfsWords(textDiff('a', pointer('a', 12_000_000), ''))).toBe('LFS object, it had 12 MB')
    expect(lfsWords(textDiff('a', pointer('a', 12), pointer('b', 12)))).toBe('LFS object, 12 bytes as before')
  })

  it('are not seen in other texts', () => {
    expect(lfsWords(textDiff('a', numbered(3), numbered(3, { 2: 'x' })))).toBeNull()
  })
})

describe('pictures', () => {
  const bytes = (...head: number[]) => new Uint8Array([...head, 1, 2, 3, 4, 5, 6, 7, 8])
  const text = (value: string) => new TextEncoder().encode(value)

  it('are what both their name and their first bytes say', () => {
    expect(imageKindOf('a/b.PNG')).toBe('image/png')
    expect(imageKindOf('png')).toBe('image/png')
    expect(imageKindOf('a.ts')).toBeNull()
    expect(imageKindOfBytes(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe('image/png')
    expect(imageKindOfBytes(bytes(0xff, 0xd8, 0xff))).toBe('image/jpeg')
    expect(imageKindOfBytes(text('GIF89a...'))).toBe('image/gif')
    expect(imageKindOfBytes(text('\ufeff <!-- x --><svg/>'))).toBe('image/svg+xml')
    expect(imageKindOfBytes(text('<html><svg/></html>'))).toBeNull()
  })

  it('are shown of binary files, and of drawings that are text', () => {
    const binary = { kind: 'binary', oldBytes: 1, newBytes: 2 } as const
    expect(showsImage(fileDiff('a.png', [], { body: binary }))).toBe(true)
    expect(showsImage(fileDiff('a.svg', ['+<svg/>']))).toBe(true)
    expect(showsImage(fileDiff('a.bin', [], { body: binary }))).toBe(false)
  })
})
