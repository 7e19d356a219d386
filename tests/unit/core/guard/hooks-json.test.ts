import { describe, expect, it } from 'vitest'
import { insertInto } from '../../../../src/core/guard/guard-journal'
import {
  countHooks,
  type GuardHook,
  holdsExactly,
  holdsHook,
  insertHook,
  newHooksJson,
  removeHook,
} from '../../../../src/core/guard/hooks-json'
import { jsonSpans } from '../../../../src/core/guard/json-spans'
import { createRandom } from '../../../support/random'

const hook: GuardHook = { type: 'command', command: "'/data/bin/guard'", timeout: 60, statusMessage: 'Firebreak' }
const parse = (text: string): unknown => JSON.parse(text.replace(/^\ufeff/, ''))

function inserted(text: string) {
  const insertion = insertHook(text, hook)
  if ('kind' in insertion) throw new Error(JSON.stringify(insertion))
  const whole = insertInto(text, insertion)
  // Every byte of the user's is there, in its place.
  expect(whole.slice(0, insertion.at) + whole.slice(insertion.at + insertion.inserted.length)).toBe(text)
  expect(holdsExactly(whole, hook)).toBe(true)
  expect(countHooks(whole)).toBe(countHooks(text) + 1)
  return whole
}

describe('the hook in a hooks.json', () => {
  it('makes a file of its own', () => {
    expect(parse(newHooksJson(hook))).toEqual({ hooks: { UserPromptSubmit: [{ hooks: [hook] }] } })
    expect(holdsExactly(newHooksJson(hook), hook)).toBe(true)
  })

  it.each([
    ['{}', '{"hooks": {"UserPromptSubmit":[{"hooks":[HOOK]}]}}'],
    ['{"hooks":{}}', '{"hooks":{"UserPromptSubmit": [{"hooks":[HOOK]}]}}'],
    ['{"hooks":{"UserPromptSubmit":[]}}', '{"hooks":{"UserPromptSubmit":[{"hooks":[HOOK]}]}}'],
    ['{"a":1}', '{"a":1, "hooks": {"UserPromptSubmit":[{"hooks":[HOOK]}]}}'],
    ['\ufeff{"hooks":{"Stop":[]}}', '\ufeff{"hooks":{"Stop":[], "UserPromptSubmit": [{"hooks":[HOOK]}]}}'],
  ])('keeps one line in one line: %s', (text, expected) => {
    expect(inserted(text)).toBe(expected.replace('HOOK', JSON.stringify(hook)))
  })

  it('is laid out like what is around it, also with CRLF and tabs', () => {
    const text =
      '{\r\n\t"hooks": {\r\n\t\t"UserPromptSubmit": [\r\n\t\t\t{ "hooks": [ { "type": "command", "command": "mine" } ] }\r\n\t\t]\r\n\t}\r\n}\r\n'
    const whole = inserted(text)
    expect(whole).toContain('] },\r\n\t\t\t{\r\n\t\t\t\t"hooks": [\r\n\t\t\t\t\t{\r\n\t\t\t\t\t\t"type": "command",')
    expect(whole.replaceAll('\r\n', '')).not.toContain('\n')
    expect(inserted('{\n    "hooks": {\n    }\n}')).toContain('\n        "UserPromptSubmit": [\n            {')
  })

  it.each([
    ['', 1, 1],
    ['{"hooks":{},}', 1, 13],
    ['{\n  "hooks": {\n    "é": [}\n', 3, 11],
    ['\ufeff{"a" 1}', 1, 6],
    ['{"a":01}', 1, 7],
    ['{"a":"\n"}', 1, 6],
    ["{'a':1}", 1, 2],
    ['{} {}', 1, 4],
    ['// mine\n{}', 1, 1],
  ])('is refused with line and column where that is no JSON: %j', (text, line, column) => {
    expect(insertHook(text, hook)).toEqual({ kind: 'broken', line, column })
    expect(holdsHook(text, hook.command)).toBe(false)
  })

  it.each([
    ['[]', 'hooks'],
    ['{"hooks":[]}', 'UserPromptSubmit'],
    ['{"hooks":{"UserPromptSubmit":{}}}', 'UserPromptSubmit'],
    ['{"hooks":{},"hooks":{}}', 'hooks'],
  ])('is refused where it has no place: %s', (text, what) => {
    expect(insertHook(text, hook)).toEqual({ kind: 'unexpected', what })
  })

  it('is found with another definition, and taken out with its comma', () => {
    const mine = '{"hooks":[{"type":"command","command":"mine"}]}'
    const ours = `{"hooks":[${JSON.stringify({ ...hook, timeout: 30 })}]}`
    const of = (...groups: string[]) => `{"hooks":{"UserPromptSubmit":[${groups.join(', ')}]}}`
    expect(holdsHook(of(mine, ours), hook.command)).toBe(true)
    expect(holdsExactly(of(mine, ours), hook)).toBe(false)
    for (const text of [of(mine, ours), of(ours, mine), of(ours, mine, ours)])
      expect(removeHook(text, hook.command)).toBe(of(mine))
    expect(parse(removeHook(of(ours), hook.command) ?? '')).toEqual({ hooks: { UserPromptSubmit: [] } })
    const shared = of(`{"hooks":[${JSON.stringify(hook)},{"type":"command","command":"mine"}]}`)
    expect(removeHook(shared, hook.command)).toBeNull()
  })

  it('goes in and comes out of any JSON, whatever its white space', () => {
    const random = createRandom(5)
    const pick = (all: readonly string[]): string => all[Math.floor(random() * all.length)] ?? ''
    const space = () => pick(['', ' ', '\n', '\r\n', '\t', '\n    ', '\r\n\t\t'])
    const string = () =>
      JSON.stringify(pick(['a', 'é', '"', '\\', '\u0000', '}{][,:', 'hooks', 'UserPromptSubmit', '😀']))
    const value = (depth: number): string => {
      const kind = depth > 3 ? 0 : Math.floor(random() * 4)
      if (kind === 1) return `{${members(depth)}${space()}}`
      if (kind === 2) return `[${list(depth, () => value(depth + 1))}${space()}]`
      return pick([string(), '0', '-1.5e3', 'true', 'null'])
    }
    const list = (depth: number, make: () => string) =>
      Array.from({ length: Math.floor(random() * (4 - depth / 2)) }, () => space() + make() + space()).join(',')
    const members = (depth: number) => list(depth, () => `"k${random()}"${space()}:${space()}${value(depth + 1)}`)
    for (let i = 0; i < 400; i++) {
      const groups = `"UserPromptSubmit"${space()}:${space()}[${list(0, () => `{"hooks":[${list(1, () => `{"command":${string()}}`)}]}`)}${space()}]`
      const events = pick(['', groups, `"Stop":[]${space()},${groups}`])
      const body = pick([members(0), `"hooks":${space()}{${space()}${events}${space()}}`])
      const text = `${pick(['', '\ufeff'])}${space()}{${space()}${body}${space()}}${space()}`
      expect(jsonSpans(text)).toHaveProperty('kind')
      const whole = inserted(text)
      expect(parse(whole)).toBeTruthy()
      const out = removeHook(whole, hook.command)
      expect(countHooks(out ?? '')).toBe(countHooks(text))
    }
  })

  it('answers any broken text, and never throws', () => {
    const random = createRandom(7)
    const good = newHooksJson(hook)
    for (let i = 0; i < 2000; i++) {
      const at = Math.floor(random() * good.length)
      const text =
        good.slice(0, at) + String.fromCharCode(Math.floor(random() * 200)) + good.slice(at + Math.floor(random() * 3))
      const answer = insertHook(text, hook)
      const isJson = isParsed(text)
      expect('kind' in answer && answer.kind === 'broken').toBe(!isJson)
    }
    expect(insertHook('['.repeat(100_000), hook)).toMatchObject({ kind: 'broken' })
  })
})

function isParsed(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
