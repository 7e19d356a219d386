import { expect, it } from 'vitest'
import { parseArguments } from '../../../src/main/arguments'

it.each([
  [['electron', '.'], { repo: null, show: null, hidden: false }],
  [['electron', '.', '--repo', 'acme', '--show', 'diff'], { repo: '/work tree/acme', show: 'diff', hidden: false }],
  [['firebreak', '--hidden', '--repo=/srv/x'], { repo: '/srv/x', show: null, hidden: true }],
  [['firebreak', '--show', 'nonsense'], { repo: null, show: null, hidden: false }],
  [['firebreak', '--repo', '--hidden'], { repo: null, show: null, hidden: true }],
  [['firebreak', '--no-sandbox', '.', '--show=settings'], { repo: null, show: 'settings', hidden: false }],
])('reads %j', (argv, expected) => {
  expect(parseArguments(argv, '/work tree')).toEqual(expected)
})
