import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import { findInFile } from '../../../../src/core/search/find-in-file'
import { fuzzyMatch, fuzzyRank } from '../../../../src/core/search/fuzzy'
import { createMatcher, type Matcher } from '../../../../src/core/search/matcher'
import { fileDiff } from '../../../view/support/file-diff'

function matcher(text: string, words = false): Matcher {
  const made = createMatcher({ text, words })
  if (made === null) throw new Error('an empty query')
  return made
}

/** What is found, and how often the search paused. */
function find(file: FileDiff, text: string, most = 1000) {
  const search = findInFile(file, matcher(text), most)
  let pauses = 0
  for (;;) {
    const step = search.next()
    if (step.done === true) return { found: step.value, pauses }
    pauses++
  }
}

describe('a query', () => {
  it.each([
    ['id', 'Id and ID', 2],
    ['Id', 'Id and ID', 1],
    ['a.b', 'axb a.b', 1],
    ['(a+)+$', '(a+)+$', 1],
    ['*', 'a * b', 1],
    ['straße', 'STRASSE Straße', 1],
    ['i', 'İi', 1],
    ['\ud83d\ude00', 'a😀b😀', 2],
  ])('“%s” is found in “%s” %i times', (text, line, times) => {
    expect(matcher(text).ranges(line)).toHaveLength(times)
  })

  it('can be for whole words', () => {
    expect(matcher('id', true).ranges('id, userId, id_2 (id)')).toEqual([
      { start: 0, end: 2 },
      { start: 18, end: 20 },
    ])
  })

  it('can be empty', () => {
    expect(createMatcher({ text: '', words: false })).toBeNull()
  })

  it('takes no more time on a text made to be slow', () => {
    const before = performance.now()
    expect(matcher('aaaaaaaaab').test('a'.repeat(200_000))).toBe(false)
    expect(performance.now() - before).toBeLessThan(2000)
  })
})

describe('in a file', () => {
  it('is looked for in the name, in changed lines and in context', () => {
    const file = fileDiff('src/login.ts', [' const login = 1', '-old', '+new login(login)', ' end'])
    const [id] = file.body.kind === 'text' ? file.body.hunks.map((hunk) => hunk.id) : []
    expect(find(file, 'login').found).toEqual([
      { path: 'src/login.ts', hunkId: null, at: 0, start: 4, end: 9 },
      { path: 'src/login.ts', hunkId: id, at: 0, start: 6, end: 11 },
      { path: 'src/login.ts', hunkId: id, at: 2, start: 4, end: 9 },
      { path: 'src/login.ts', hunkId: id, at: 2, start: 10, end: 15 },
    ])
  })

  it('is found where it is in 100,000 lines, with pauses', () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `+line ${at} of a long file with a text of usual length`)
    lines[77_777] = '+needle'
    lines[99_999] = '+a needle'
    const { found, pauses } = find(fileDiff('a', lines), 'needle')
    expect(found.map(({ at, start }) => [at, start])).toEqual([
      [77_777, 0],
      [99_999, 2],
    ])
    expect(pauses).toBeGreaterThan(5)
  })

  it('is given up after so many', () => {
    expect(find(fileDiff('x', ['+a a a a', '+a']), 'a', 3).found).toHaveLength(3)
  })

  it('is looked for in the name of one that is not loaded', () => {
    expect(find(fileDiff('src/a.ts', [], { body: { kind: 'not-loaded' } }), 'a.ts').found).toHaveLength(1)
  })

  it('is found in one line of 5 MB', () => {
    const { found } = find(fileDiff('min.js', [`+${'x'.repeat(5_000_000)}end`]), 'end')
    expect(found.map(({ start }) => start)).toEqual([5_000_000])
  })
})

describe('go to file', () => {
  const paths = [
    'packages/api/src/login.ts',
    'packages/api/src/logout.ts',
    'packages/web/src/Login.tsx',
    'docs/logic-gates.md',
    'src/features/catalog/index.ts',
  ]
  const best = (query: string) => fuzzyRank(query, paths, (path) => path, 2).map(({ item }) => item)

  it.each([
    ['login', ['packages/api/src/login.ts', 'packages/web/src/Login.tsx']],
    ['web log', ['packages/web/src/Login.tsx']],
    ['apilogout', ['packages/api/src/logout.ts']],
    ['lg.md', ['docs/logic-gates.md']],
    ['zzz', []],
  ])('“%s” finds %o', (query, found) => {
    expect(best(query)).toEqual(found)
  })

  it('lists files in their order while nothing is typed', () => {
    expect(best(' ')).toEqual(paths.slice(0, 2))
  })

  it('says which letters matched', () => {
    expect(
      fuzzyMatch('wlt', 'packages/web/src/Login.tsx')?.letters.map((at) => 'packages/web/src/Login.tsx'[at]),
    ).toEqual(['w', 'L', 't'])
    expect(fuzzyMatch('log', 'a/xlog/log.ts')?.letters).toEqual([7, 8, 9])
  })

  it('ranks 10,000 paths at once', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `packages/p${at % 100}/src/components/file-${at}.tsx`)
    const before = performance.now()
    expect(fuzzyRank('p7file42', many, (path) => path, 50).length).toBeGreaterThan(0)
    expect(performance.now() - before).toBeLessThan(500)
  })
})
