import { expect, it } from 'vitest'
import { windowLabel } from '../../../../src/core/limits/window-label'

it.each([
  [300, '5 h'],
  [299, '5 h'],
  [10_080, 'weekly'],
  [10_079, 'weekly'],
  [20_160, '2 weeks'],
  [1440, '24 h'],
  [4320, '3 days'],
  [43_200, '30 days'],
  [60, '1 h'],
  [90, '90 min'],
  [15, '15 min'],
  [2160, '36 h'],
  [0, 'unnamed window'],
  [null, 'unnamed window'],
])('calls %s minutes "%s"', (minutes, label) => {
  expect(windowLabel(minutes)).toBe(label)
})
