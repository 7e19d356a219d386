import { expect, it } from 'vitest'
import { surfaceWords } from '../../../../src/core/words/surface-words'

it.each([
  ['terminal', 'firebreak_x', 'Firebreak'],
  ['elsewhere', 'codex-tui', 'TUI'],
  ['elsewhere', 'codex_exec', 'exec'],
  ['elsewhere', 'codex_vscode', 'VS Code'],
  ['elsewhere', 'Codex Desktop', 'Codex app'],
  ['elsewhere', 'zed', 'zed'],
  ['elsewhere', 'constructor', 'constructor'],
  ['elsewhere', 'a\u202eb', 'a‹U+202E›b'],
  ['elsewhere', null, 'elsewhere'],
  ['by-hand', null, 'started by you'],
  ['by-hand', 'codex-tui', 'TUI'],
] as const)('%s, %s: %s', (where, originator, words) => {
  expect(surfaceWords({ where, originator })).toBe(words)
})
