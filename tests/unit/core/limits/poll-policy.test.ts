import { expect, it } from 'vitest'
import { nextReadMs } from '../../../../src/core/limits/poll-policy'

const minute = 60_000
const never = Number.POSITIVE_INFINITY

it.each([
  ['in a session', { live: true, looked: true, saving: false }, never, 2 * minute],
  ['idle', { live: false, looked: true, saving: false }, never, 15 * minute],
  ['when nobody looks', { live: false, looked: false, saving: false }, never, null],
  ['in a session that nobody looks at', { live: true, looked: false, saving: false }, never, null],
  ['on battery saver', { live: true, looked: true, saving: true }, never, null],
  ['a reset comes first', { live: false, looked: true, saving: false }, minute, minute + 5000],
  ['a reset that nobody looks at', { live: false, looked: false, saving: false }, 90 * minute, 90 * minute + 5000],
  ['a reset on battery saver', { live: true, looked: true, saving: true }, minute, null],
])('%s', (_, attention, untilReset, next) => {
  expect(nextReadMs(attention, untilReset)).toBe(next)
})
