import { expect, it } from 'vitest'
import { cannotWrite } from '../../../src/cli/home'

it.each([
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['EROFS', 'read-only'],
  ['EACCES', 'read-only'],
  ['ENOTDIR', 'home-failed'],
])('names %s as %s', (errno, code) => {
  expect(cannotWrite('/data', errno).code).toBe(code)
})
