import { expect, it } from 'vitest'
import { looksLikeNoise } from '../../../../src/repo/watch/noise'

it.each(['4913', 'src/4913', '.a.ts.swp', 'src/.a.swx', 'a.ts~', '.#a.ts', 'src/.ckpt-0123456789ab.tmp'])(
  '%s is noise',
  (path) => {
    expect(looksLikeNoise(path)).toBe(true)
  },
)

it.each([
  'a.ts',
  '4913.ts',
  'swp',
  '.#dir/a.ts',
  'a~/b',
  '.ckpt-0123456789AB.tmp',
  'x.ckpt-0123456789ab.tmp',
  '.ckpt-0123456789a.tmp',
])('%s is not', (path) => {
  expect(looksLikeNoise(path)).toBe(false)
})
