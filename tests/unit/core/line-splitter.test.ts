import { describe, expect, it } from 'vitest'
import { createLineSplitter } from '../../../src/core/line-splitter'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (line: Uint8Array): string => new TextDecoder().decode(line)

describe('createLineSplitter', () => {
  const text = '{"a":"é"}\n\n{"b":"🔥 中"}\r\nlast\n'
  const lines = ['{"a":"é"}', '', '{"b":"🔥 中"}', 'last']

  it('gives the same lines wherever the bytes are cut', () => {
    const whole = bytes(text)
    for (let at = 0; at <= whole.length; at++) {
      const splitter = createLineSplitter({ decode })
      expect([...splitter.push(whole.subarray(0, at)), ...splitter.push(whole.subarray(at))]).toEqual(lines)
    }
  })

  it('gives the same lines byte by byte', () => {
    const splitter = createLineSplitter({ decode })
    expect([...bytes(text)].flatMap((byte) => splitter.push(Uint8Array.of(byte)))).toEqual(lines)
  })

  it('keeps an unfinished line for later', () => {
    const splitter = createLineSplitter({ decode })
    expect(splitter.push(bytes('half'))).toEqual([])
    expect(splitter.push(bytes(' and half\n'))).toEqual(['half and half'])
  })

  it('keeps what it was given when the buffer is used again', () => {
    const splitter = createLineSplitter({ decode })
    const buffer = bytes('abc')
    splitter.push(buffer)
    buffer.fill(120)
    expect(splitter.push(bytes('\n'))).toEqual(['abc'])
  })

  it('drops a line that is too long, counts it, and goes on with the next', () => {
    const splitter = createLineSplitter({ decode, maxLineBytes: 10 })
    const got = ['short\n0123', '4567890', 'still the same line', '\nnext\n', '0123456789\n'].flatMap((part) =>
      splitter.push(bytes(part)),
    )
    expect(got).toEqual(['short', 'next', '0123456789'])
    expect(splitter.dropped()).toBe(1)
  })

  it('takes a line of 16 MiB by default and not one byte more', () => {
    const splitter = createLineSplitter({ decode: (line) => String(line.length) })
    const longest = new Uint8Array(16 * 1024 * 1024).fill(97)
    splitter.push(longest)
    expect(splitter.push(bytes('\n'))).toEqual([String(longest.length)])
    splitter.push(longest)
    expect(splitter.push(bytes('a\n'))).toEqual([])
    expect(splitter.dropped()).toBe(1)
  })
})
