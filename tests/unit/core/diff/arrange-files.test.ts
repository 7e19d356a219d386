import { expect, it } from 'vitest'
import { arrangeFiles } from '../../../../src/core/diff/arrange-files'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import { filesInFolder, foldersOf } from '../../../../src/core/diff/folder-limit'

const file = (path: string, added = 1, from: string | null = null): FileDiff => ({
  path,
  from,
  change: from === null ? 'modified' : 'renamed',
  oldMode: 0o100644,
  newMode: 0o100644,
  added,
  removed: 0,
  body: { kind: 'text', hunks: [] },
})
const files = [
  file('package-lock.json', 400),
  file('packages/api/login.ts', 3),
  file('packages/api/login.test.ts', 9),
  file('packages/web/page.tsx', 20, 'packages/api/page.tsx'),
  file('readme.md', 1),
]
const wish = { filter: '', sort: 'path', changedAtMs: new Map<string, number>() } as const
const paths = (groups: ReturnType<typeof arrangeFiles>) => groups.map((group) => group.files.map(({ path }) => path))

it('puts code first, and tests and lock files in groups of their own', () => {
  const groups = arrangeFiles(files, wish)
  expect(groups.map(({ group, added }) => [group, added])).toEqual([
    ['code', 24],
    ['tests', 9],
    ['lock', 400],
  ])
  expect(paths(groups)[0]).toEqual(['packages/api/login.ts', 'packages/web/page.tsx', 'readme.md'])
})

it('filters by every word, in any case, also by the former name', () => {
  expect(paths(arrangeFiles(files, { ...wish, filter: 'API login' }))).toEqual([
    ['packages/api/login.ts'],
    ['packages/api/login.test.ts'],
  ])
  expect(paths(arrangeFiles(files, { ...wish, filter: 'api/page' }))).toEqual([['packages/web/page.tsx']])
  expect(arrangeFiles(files, { ...wish, filter: 'nowhere' })).toEqual([])
})

it('sorts by size, and by what was changed last with the rest by path', () => {
  expect(paths(arrangeFiles(files, { ...wish, sort: 'size' }))[0]).toEqual([
    'packages/web/page.tsx',
    'packages/api/login.ts',
    'readme.md',
  ])
  const changedAtMs = new Map([['readme.md', 7]])
  expect(paths(arrangeFiles(files, { ...wish, sort: 'recent', changedAtMs }))[0]).toEqual([
    'readme.md',
    'packages/api/login.ts',
    'packages/web/page.tsx',
  ])
})

it('puts what nobody counted after what was counted when it sorts by size, the largest that is known first', () => {
  const body = (path: string, is: FileDiff['body']): FileDiff => ({ ...file(path, 0), body: is })
  const some = [
    body('binary.png', { kind: 'binary', oldBytes: 9_000_000, newBytes: null }),
    file('few.ts', 2),
    body('huge.sql', { kind: 'too-large', oldBytes: 5_000_000, newBytes: 48_000_000 }),
    body('large.sql', { kind: 'too-large', oldBytes: null, newBytes: 5_000_001 }),
    file('many.ts', 90),
    body('unread.ts', { kind: 'not-loaded' }),
  ]
  const [bySize] = arrangeFiles(some, { ...wish, sort: 'size' })
  expect(bySize?.files.map(({ path }) => path)).toEqual([
    'many.ts',
    'few.ts',
    'binary.png',
    'huge.sql',
    'large.sql',
    'unread.ts',
  ])
  expect(bySize).toMatchObject({ added: 92, removed: 0, uncounted: 3, uncountedLast: 3 })
  expect(arrangeFiles(some, wish)[0]).toMatchObject({ uncounted: 3, uncountedLast: 0 })
})

it('limits to a folder, and keeps what was moved out of it', () => {
  expect(filesInFolder(files, 'packages/api').map(({ path }) => path)).toEqual([
    'packages/api/login.ts',
    'packages/api/login.test.ts',
    'packages/web/page.tsx',
  ])
  expect(filesInFolder(files, 'packages/ap')).toEqual([])
  expect(filesInFolder(files, null)).toBe(files)
})

it('offers the folders that differ', () => {
  expect(foldersOf(files)).toEqual([
    { folder: 'packages', files: 3 },
    { folder: 'packages/api', files: 2 },
    { folder: 'packages/web', files: 1 },
  ])
  const many = Array.from({ length: 500 }, (_, at) => file(`p${at}/src/deep/er/a.ts`))
  expect(foldersOf(many)).toHaveLength(30)
})

it('arranges 10,000 files within a frame or two', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => file(`packages/p${at % 50}/src/file-${at}.ts`, at))
  arrangeFiles(many, wish)
  const before = performance.now()
  expect(arrangeFiles(many, { ...wish, filter: 'p7 file', sort: 'size' })).toHaveLength(1)
  expect(performance.now() - before).toBeLessThan(500)
})
