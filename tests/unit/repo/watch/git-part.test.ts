import { expect, it } from 'vitest'
import { gitPartOf } from '../../../../src/repo/watch/git-part'

it.each([
  ['git-dir', 'HEAD', 'head'],
  ['git-dir', 'index', 'index'],
  ['git-dir', 'index.lock', 'lock'],
  ['git-dir', 'MERGE_HEAD', 'operation'],
  ['git-dir', 'rebase-merge', 'operation'],
  ['git-dir', 'packed-refs', 'refs'],
  ['git-dir', 'config', 'config'],
  ['git-dir', 'HEAD.lock', null],
  ['git-dir', 'FETCH_HEAD', null],
  ['git-dir', 'COMMIT_EDITMSG', null],
  ['git-dir', 'constructor', null],
  ['info', 'exclude', 'ignore-rules'],
  ['info', 'attributes', 'attributes'],
  ['info', 'refs', null],
  ['refs', 'main', 'refs'],
  ['refs', 'main.lock', null],
  ['refs', 'tables.list', 'refs'],
] as const)('in %s, %s tells %s', (directory, name, part) => {
  expect(gitPartOf(directory, name)).toBe(part)
})
