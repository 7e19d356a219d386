import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { directoriesOf } from '../../../../src/repo/watch/repo-directories'

const entry = (path: string) => `${path}\0`

it('lists the directories of the index once each, parents first', () => {
  const stdout = Buffer.from(
    ['a.ts', 'lib/deep/er/x.ts', 'lib/deep/er/y.ts', 'lib/z.ts', 'src/a.ts'].map((p) => entry(p)).join(''),
  )
  expect(directoriesOf(stdout)).toEqual(['', 'lib', 'lib/deep', 'lib/deep/er', 'src'])
})

it('keeps names with newlines, and names that are not UTF-8', () => {
  const stdout = Buffer.concat([
    Buffer.from(entry('a\nb/c')),
    Buffer.from(entry('d\u0001/e').replace('\u0001', '\xff'), 'latin1'),
  ])
  expect(directoriesOf(stdout)).toEqual(['', 'a\nb', 'd\udcff'])
})

it('knows only the top level in a repository without files', () => {
  expect(directoriesOf(Buffer.alloc(0))).toEqual([''])
})
