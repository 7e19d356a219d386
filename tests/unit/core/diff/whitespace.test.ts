import { expect, it } from 'vitest'
import type { Whitespace } from '../../../../src/core/diff/scope'
import { normalise } from '../../../../src/core/diff/whitespace'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

it.each<[string, string, Record<Whitespace, string>]>([
  ['nothing', '', { exact: '', 'ignore-at-end': '', 'ignore-amount': '', 'ignore-all': '' }],
  [
    'indentation, amounts and ends',
    '\t a  b \r\n',
    { exact: '\t a  b \r\n', 'ignore-at-end': '\t a  b\n', 'ignore-amount': ' a b\n', 'ignore-all': 'ab\n' },
  ],
  [
    'a line of white space is a blank line',
    ' \t\n\n',
    { exact: ' \t\n\n', 'ignore-at-end': '\n\n', 'ignore-amount': '\n\n', 'ignore-all': '\n\n' },
  ],
  ['a missing newline', 'a', { exact: 'a', 'ignore-at-end': 'a\n', 'ignore-amount': 'a\n', 'ignore-all': 'a\n' }],
  [
    'white space behind the last newline is a line',
    'a\n ',
    { exact: 'a\n ', 'ignore-at-end': 'a\n\n', 'ignore-amount': 'a\n\n', 'ignore-all': 'a\n\n' },
  ],
  [
    'form feed, vertical tab and no-break space are no white space to git',
    'a\f\v\u00a0\n',
    {
      exact: 'a\f\v\u00a0\n',
      'ignore-at-end': 'a\f\v\u00a0\n',
      'ignore-amount': 'a\f\v\u00a0\n',
      'ignore-all': 'a\f\v\u00a0\n',
    },
  ],
])('%s', (_name, text, expected) => {
  const modes: readonly Whitespace[] = ['exact', 'ignore-at-end', 'ignore-amount', 'ignore-all']
  const read = modes.map((mode) => [mode, decoder.decode(normalise(encoder.encode(text), mode))])
  expect(Object.fromEntries(read)).toEqual(expected)
})
