import { expect, it } from 'vitest'
import { createListings } from '../../../../src/repo/diff/listings'

const files = (...paths: readonly string[]) => paths.map((path) => ({ path }))

it('names the paths that were asked about and are listed now, or no longer, and no others', () => {
  const listings = createListings()
  expect(listings.read(files('a', 'b'))).toEqual([])
  expect([listings.isListed('a'), listings.isListed('c'), listings.isListed('d')]).toEqual([true, false, false])
  expect(listings.read(files('b', 'c', 'e'))).toEqual(['a', 'c'])
  expect([listings.isListed('a'), listings.isListed('c')]).toEqual([false, true])
  expect(listings.read(files('c', 'x'))).toEqual([])
})

it('tells of a path that was asked about before there was any status', () => {
  const listings = createListings()
  expect(listings.isListed('a')).toBe(false)
  expect(listings.read(files('a'))).toEqual(['a'])
})
