import { describe, expect, it } from 'vitest'
import { displayName, shortName } from '../../../../src/core/words/display-name'
import { tildePath } from '../../../../src/core/words/paths'
import { clockTime, dayAndTime, duration, resetTime } from '../../../../src/core/words/times'

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime()

describe('times', () => {
  it.each([
    [at(22, 9, 5), 'today 09:05'],
    [at(21, 23, 59), 'yesterday 23:59'],
    [at(17, 18, 30), 'Tue 18:30'],
    [at(2, 8), '2026-11-02'],
  ])('names the day of %i', (moment, words) => {
    expect(dayAndTime(moment, at(22, 12))).toBe(words)
  })

  it('names a reset by the clock today and by the day later', () => {
    expect(resetTime(at(22, 14, 20), at(22, 12))).toBe('14:20')
    expect(resetTime(at(26, 9), at(22, 12))).toBe('Thu 09:00')
    expect(resetTime(new Date(2026, 11, 9, 9).getTime(), at(22, 12))).toBe('2026-12-09')
    expect(clockTime(at(22, 7, 3))).toBe('07:03')
  })

  it.each([
    [45_000, '45 s'],
    [134 * 60_000, '2 h 14 min'],
    [120 * 60_000, '2 h'],
    [76 * 3_600_000, '3 d 4 h'],
    [-5, '0 s'],
  ])('says %i ms as a length of time', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
})

describe('names', () => {
  it.each([
    ['plain name.ts', 'plain name.ts'],
    ['a\nb', 'a‹U+000A›b'],
    ['x\u202ey', 'x‹U+202E›y'],
    ['zero\u200bwidth', 'zero‹U+200B›width'],
    ['\u001b[31mred', '‹U+001B›[31mred'],
    ['byte\udcff', 'byte‹U+DCFF›'],
    ['smile 😀', 'smile 😀'],
    ['tag\u{e0041}', 'tag‹U+E0041›'],
  ])('shows %j without anything hidden', (name, shown) => {
    expect(displayName(name)).toBe(shown)
  })

  it('leaves out the middle of a long name and keeps its extension', () => {
    expect(shortName('a-very-long-file-name-that-goes-on-and-on.test.ts', 30)).toBe('a-very-long-fi…-and-on.test.ts')
  })

  it('writes the home folder as a tilde, and only that', () => {
    expect(tildePath('/home/dev/code', '/home/dev')).toBe('~/code')
    expect(tildePath('/home/dev', '/home/dev')).toBe('~')
    expect(tildePath('/home/developer', '/home/dev')).toBe('/home/developer')
    expect(tildePath('/srv', '/')).toBe('/srv')
  })
})
