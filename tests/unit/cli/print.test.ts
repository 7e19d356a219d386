import { expect, it } from 'vitest'
import { failed, type Outcome, said } from '../../../src/cli/outcome'
import { print } from '../../../src/cli/print'

function printed(outcome: Outcome, { json = false, terminal = false } = {}) {
  const out: (string | Uint8Array)[] = []
  const errors: string[] = []
  print(outcome, { json, terminal, out: (chunk) => out.push(chunk), error: (text) => errors.push(text) })
  return { out, errors: errors.join('') }
}

it('prints one line of JSON and nothing else, errors too', () => {
  const answer = said({ a: [1] }, 'one', { notes: ['by the way'] })
  expect(printed(answer, { json: true })).toEqual({ out: ['{"a":[1]}\n'], errors: '' })
  const failure = failed({ code: 'not-a-repo', message: 'No.', next: 'Choose.', output: 'fatal' })
  expect(printed(failure, { json: true })).toEqual({
    out: ['{"error":{"code":"NOT_A_REPO","message":"No.","next":"Choose."}}\n'],
    errors: '',
  })
})

it('prints text on standard output, notes and errors on standard error', () => {
  expect(printed(said(null, 'one\ntwo', { notes: ['by the way'] }))).toEqual({
    out: ['one\ntwo\n'],
    errors: 'by the way\n',
  })
  expect(printed(failed({ code: 'x', message: 'No.', next: 'Choose.', output: 'fatal: a\n\u001b[2Jb\n' }))).toEqual({
    out: [],
    errors: 'No.\nChoose.\nfatal: a\n‹U+001B›[2Jb\n',
  })
})

it('keeps the bytes of a patch, and shows a terminal nothing that could steer it', () => {
  const bytes = Buffer.from('+\u001b[2J\ttab\r\n+\xe9\n', 'latin1')
  expect(printed(said(null, '', { bytes })).out).toEqual([bytes])
  expect(printed(said(null, '', { bytes }), { terminal: true }).out).toEqual(['+‹U+001B›[2J\ttab\n+é\n'])
})

it('tells being busy from other failures', () => {
  expect(failed({ code: 'store-busy', message: 'Busy.', next: 'Wait.' }).exit).toBe(4)
  expect(failed({ code: 'no-space', message: 'Full.', next: 'Tidy up.' }).exit).toBe(2)
})
