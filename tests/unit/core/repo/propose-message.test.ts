import { expect, it } from 'vitest'
import { messageFromPrompts } from '../../../../src/core/repo/propose-message'
import type { Turn } from '../../../../src/core/session/session'

const turn = (prompt: string | null): Turn => ({
  turnId: String(prompt),
  prompt,
  startedAtMs: 0,
  endedAtMs: 1,
  model: null,
  error: null,
  aborted: false,
})
const message = (prompt: string | null, ...later: readonly (string | null)[]) =>
  messageFromPrompts({ prompt, turns: later.map(turn) })

it.each<[string, string | null, string | null]>([
  ['the first prompt', 'fix the login', 'fix the login'],
  ['its first line that says something', '\n  \n---\n  fix   the\tlogin  \nand more', 'fix the login'],
  ['nothing where no prompt is known', null, null],
  ['nothing of an empty one', ' \n ', null],
  ['nothing that cannot be seen', 'fix\u202e \u0007the\u001b[31m log\u200bin\u0000', 'fix the[31m login'],
  ['a hash and a quote as they are', '#42 "it" `x` $(y)', '#42 "it" `x` $(y)'],
  ['cut between words', 'word '.repeat(20), `${'word '.repeat(13)}word…`],
  ['cut within a very long word', 'a'.repeat(100), `${'a'.repeat(71)}…`],
  ['never within a character', `a${'🙂'.repeat(100)}`, `a${'🙂'.repeat(70)}…`],
])('%s', (_, prompt, expected) => {
  expect(message(prompt)).toBe(expected)
  for (const line of (message(prompt) ?? '').split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(72)
})

it('lists the later prompts below, each once', () => {
  expect(message(null, 'fix the login', null, 'add a test', 'add a test', 'fix the login')).toBe(
    'fix the login\n\n- add a test',
  )
  expect(message('fix the login', 'fix the login', '')).toBe('fix the login')
  const many = message('first', ...Array.from({ length: 30 }, (_, i) => `prompt ${i}`)) ?? ''
  expect(many.split('\n')).toHaveLength(23)
  expect(many.endsWith('- and 10 more')).toBe(true)
})
