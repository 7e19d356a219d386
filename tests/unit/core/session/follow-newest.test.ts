import { expect, it } from 'vitest'
import { mayFollow } from '../../../../src/core/session/follow-newest'

const free = {
  follows: true,
  activeRepoId: 'a',
  sessionRepoId: 'b',
  spent: false,
  diffFocused: false,
  acting: false,
}

it.each([
  ['a session elsewhere', {}, true],
  ['a session here', { sessionRepoId: 'a' }, false],
  ['before anybody chose a repository', { activeRepoId: null }, false],
  ['pinned', { follows: false }, false],
  ['the second time', { spent: true }, false],
  ['while somebody reads', { diffFocused: true }, false],
  ['during a commit', { acting: true }, false],
])('%s', (_name, part, follows) => {
  expect(mayFollow({ ...free, ...part })).toBe(follows)
})
