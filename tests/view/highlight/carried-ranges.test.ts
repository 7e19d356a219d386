import { expect, it } from 'vitest'
import { carriedRanges } from '../../../src/renderer/src/highlight/carried-ranges'

/** The ranges between the guillemets of a text, once it is edited. */
function after(marked: string, now: string): string {
  const pieces = marked.split(/[«»]/)
  let at = 0
  const ranges = pieces.flatMap((piece, index) => {
    const start = at
    at += piece.length
    return index % 2 === 1 ? [{ start, end: at }] : []
  })
  return carriedRanges(pieces.join(''), ranges, now).reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`,
    now,
  )
}

it('what lies before and behind an edit stays with its text', () => {
  expect(after('«const» total = sum(«items»)', 'const total = await sum(items)')).toBe(
    '«const» total = await sum(«items»)',
  )
  expect(after('«const» total = await sum(«items»)', 'const total = sum(items)')).toBe('«const» total = sum(«items»)')
})

it('word for word where there are as many as before', () => {
  expect(after('«const» «tag_1» = «17»', 'const tag_22 = 3')).toBe('«const» «tag_22» = «3»')
  expect(after('«const» «fingerprint» = «17»', 'const temperature = 3')).toBe('«const» «temperature» = «3»')
  expect(after('a(«one» + «two»)', 'a(on + «wo»)')).toBe('a(on + «wo»)')
})

it('what an edit lies in grows and shrinks with it', () => {
  expect(after('say(«"hello there"»)', 'say("hello, you there")')).toBe('say(«"hello, you there"»)')
  expect(after('say(«"hello there"»)', 'say("hello")')).toBe('say(«"hello"»)')
})

it('what an edit reaches into ends or begins where it begins, and what lies in it is gone', () => {
  expect(after('call(«first, second», third)', 'call(first, third)')).toBe('call(«first, »third)')
  expect(after('call(«first» + 1, third)', 'call(third)')).toBe('call(third)')
  expect(after('call(first«, second, third»)', 'call(first + 1, third)')).toBe('call(first« + 1, third»)')
})

it('another line has none of it', () => {
  expect(after('«return» «null»', 'import { a } from "b"')).toBe('import { a } from "b"')
  expect(after('«return» «null»', '')).toBe('')
  expect(after('«return» x', `return ${'x'.repeat(6000)}`)).toBe(`return ${'x'.repeat(6000)}`)
})

it('halves of a character are not told apart', () => {
  expect(after('abcdef«\ud83d\ude00»', 'abcdef\ud83e\ude00')).toBe('abcdef«\ud83e\ude00»')
})

it('without ranges nothing is compared', () => {
  expect(carriedRanges('a', [], 'b')).toEqual([])
})
