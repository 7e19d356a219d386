import { expect, it } from 'vitest'
import { leaveOutUnknown } from '../../../src/cli/patch/leave-out-unknown'

const gone = (path: string) => ({ path, old: null, new: null })

it('claims nothing of a path that could not be read, nor of what lies inside', () => {
  const difference = leaveOutUnknown(
    [gone('a'), gone('dir/b'), gone('dir/deep/c'), gone('directory'), gone('busy'), gone('nested')],
    [
      { path: 'nested', why: 'NESTED_REPO' },
      { path: 'dir', why: 'EACCES' },
      { path: 'busy', why: 'KEEPS_CHANGING' },
      { path: 'pipe', why: 'NOT_REGULAR' },
    ],
  )
  expect(difference.changes.map(({ path }) => path)).toEqual(['a', 'directory', 'busy', 'nested'])
  expect(difference.unknown.map(({ path }) => path)).toEqual(['busy', 'dir', 'nested'])
})

it('claims nothing at all when the top level could not be read', () => {
  expect(leaveOutUnknown([gone('a')], [{ path: '.', why: 'EACCES' }]).changes).toEqual([])
})

it('keeps a file that a pipe took the place of: it is gone', () => {
  const { changes, unknown } = leaveOutUnknown([gone('pipe')], [{ path: 'pipe', why: 'NOT_REGULAR' }])
  expect([changes.length, unknown]).toEqual([1, []])
})
