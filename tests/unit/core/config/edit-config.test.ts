import { describe, expect, it } from 'vitest'
import {
  applySplices,
  type ConfigEdit,
  type ConfigWish,
  editConfig,
  isProved,
  readConfigKey,
  reverseSplices,
} from '../../../../src/core/config/edit-config'
import { putBack } from '../../../../src/core/config/put-back'
import { scanToml } from '../../../../src/core/config/scan-toml'
import { createRandom } from '../../../support/random'

function edited(text: string, wish: ConfigWish): ConfigEdit {
  const edit = editConfig(text, wish)
  if ('kind' in edit) throw new Error(JSON.stringify(edit))
  expect(isProved(text, edit)).toBe(true)
  return edit
}

const spark = { model: 'gpt-5.3-codex-spark' }

describe('the edit of a configuration', () => {
  it.each([
    ['a comment beside it', 'model = "a"   # keep\nx = 1\n', 'model = "gpt-5.3-codex-spark"   # keep\nx = 1\n'],
    ['CRLF', 'x = 1\r\nmodel="a"\r\n[tui]\r\n', 'x = 1\r\nmodel="gpt-5.3-codex-spark"\r\n[tui]\r\n'],
    ['a byte order mark', '\ufeffmodel = "a"\n', '\ufeffmodel = "gpt-5.3-codex-spark"\n'],
    ['no newline at the end', 'model = "a"', 'model = "gpt-5.3-codex-spark"'],
    ['literal quotes and a tab', "model\t=  'a'\t# c\n", 'model\t=  "gpt-5.3-codex-spark"\t# c\n'],
    ['a quoted key', '"model" = "a"\n', '"model" = "gpt-5.3-codex-spark"\n'],
    ['a value of three quotes', 'model = """a"""\n', 'model = "gpt-5.3-codex-spark"\n'],
    [
      'the same words in a string and in tables',
      'x = """\nmodel = "q"\n"""\nmodel = "a"\n[profiles.x]\nmodel = "b"\n',
      'x = """\nmodel = "q"\n"""\nmodel = "gpt-5.3-codex-spark"\n[profiles.x]\nmodel = "b"\n',
    ],
  ])('keeps every other byte: %s', (_, before, after) => {
    expect(edited(before, spark).text).toBe(after)
  })

  it.each([
    ['nothing', '', 'model = "gpt-5.3-codex-spark"\n'],
    [
      'after the last key',
      'a = 1 # z\n\n# about tui\n[tui]\n',
      'a = 1 # z\nmodel = "gpt-5.3-codex-spark"\n\n# about tui\n[tui]\n',
    ],
    ['before tables only', '# top\n\n[tui]\nx = 1\n', 'model = "gpt-5.3-codex-spark"\n# top\n\n[tui]\nx = 1\n'],
    ['behind comments only', '# mine\n', '# mine\nmodel = "gpt-5.3-codex-spark"\n'],
    [
      'with the file’s own line breaks',
      'a = [\r\n 1, # one\r\n]\r\n',
      'a = [\r\n 1, # one\r\n]\r\nmodel = "gpt-5.3-codex-spark"\r\n',
    ],
    ['with no newline at the end', 'a = 1', 'a = 1\nmodel = "gpt-5.3-codex-spark"'],
    ['behind a byte order mark', '\ufeff[tui]\n', '\ufeffmodel = "gpt-5.3-codex-spark"\n[tui]\n'],
  ])('adds a key that is absent, and absent is what it becomes again: %s', (_, before, after) => {
    const edit = edited(before, spark)
    expect(edit.text).toBe(after)
    expect(edit.keys).toEqual([{ key: 'model', before: { kind: 'absent' }, wrote: '"gpt-5.3-codex-spark"' }])
    expect(putBack(after, edit, true)).toEqual({ kind: 'done', text: before, exact: true })
    expect(putBack(`${after}\n# later\n`, edit, false)).toMatchObject({ kind: 'done', exact: false })
  })

  it('sets model and effort at once, and removes one', () => {
    const both = edited('a = 1\n[t]\n', { ...spark, model_reasoning_effort: 'high' })
    expect(both.text).toBe('a = 1\nmodel = "gpt-5.3-codex-spark"\nmodel_reasoning_effort = "high"\n[t]\n')
    const before = 'model = "a"\nmodel_reasoning_effort = "low" # mine\n'
    const removed = edited(before, { model: 'b', model_reasoning_effort: null })
    expect(removed.text).toBe('model = "b"\n')
    expect(applySplices(removed.text, reverseSplices(removed.splices))).toBe(before)
    expect(putBack('# new\nmodel = "b"\n', removed, false)).toEqual({
      kind: 'done',
      text: '# new\nmodel = "a"\nmodel_reasoning_effort = "low" # mine\n',
      exact: false,
    })
  })

  it.each([
    ['model = \n', 1, 9, 'expected a value'],
    ['a = 1\nfoo = ][\n', 2, 7, 'expected a value'],
    ['model = "a"\nmodel = "b"\n', 2, 1, 'duplicate key model'],
    ['a = "x\n', 1, 5, 'a string has no end'],
    ['[tui\n', 1, 5, 'expected ] after the table name'],
    ['a = 1 b = 2\n', 1, 7, 'expected the end of the line'],
    ['model = gpt-5.5\n', 1, 9, 'string values must be quoted'],
    ['a = "\u0000"\n', 1, 6, 'a control character is not allowed here'],
    ['a = 1\rb = 2\n', 1, 6, 'expected the end of the line'],
  ])('does not touch what is broken, and says where: %j', (text, line, column, message) => {
    expect(editConfig(text, spark)).toEqual({ kind: 'broken', line, column, message })
  })

  it.each(['model.name = "x"\n', '[model]\nname = "x"\n', '[[model]]\nname = "x"\n'])(
    'does not put a value where something else stands: %j',
    (text) => {
      expect(editConfig(text, spark)).toEqual({ kind: 'not-a-value', key: 'model' })
    },
  )

  it.each(['a"\nnotify = ["x"]', '', 'a b', `a\\`, '\u202e'])(
    'takes no value that is more than a name: %j',
    (model) => {
      expect(editConfig('', { model })).toEqual({ kind: 'bad-value', key: 'model' })
    },
  )

  it('reads a key', () => {
    expect(readConfigKey("\ufeff# c\r\nmodel = 'x' # y\r\n", 'model')).toBe('x')
    expect(readConfigKey('[t]\nmodel = "x"\n', 'model')).toBeNull()
    expect(readConfigKey('model = ][', 'model')).toBeNull()
  })
})

describe('what is taken back', () => {
  const before = 'model = "a" # mine\n'
  const edit = edited(before, spark)

  it('leaves what another editor wrote meanwhile', () => {
    expect(putBack('# added\r\nmodel = "gpt-5.3-codex-spark" # mine\n[tui]\n', edit, false)).toEqual({
      kind: 'done',
      text: '# added\r\nmodel = "a" # mine\n[tui]\n',
      exact: false,
    })
    expect(putBack('model = "other"\n', edit, false)).toEqual({ kind: 'set-by-another', value: '"other"' })
    expect(putBack('# nothing\n', edit, false)).toEqual({ kind: 'set-by-another', value: null })
    expect(putBack('model = ][\n', edit, false)).toMatchObject({ kind: 'broken', line: 1, column: 9 })
  })

  it('is done when somebody did it already', () => {
    expect(putBack('model = "a"\n', edit, false)).toEqual({ kind: 'done', text: 'model = "a"\n', exact: false })
  })

  it('leaves a comment beside a key that goes', () => {
    const added = edited('x = 1\n', spark)
    expect(putBack('x = 1\nmodel = "gpt-5.3-codex-spark" # theirs\n', added, false)).toMatchObject({
      text: 'x = 1\n# theirs\n',
    })
  })
})

function dice(seed: number): (sides: number) => number {
  const random = createRandom(seed)
  return (sides) => Math.floor(random() * sides)
}

describe('any configuration', () => {
  const pieces = [
    'model = "a"',
    "model = 'b' # c",
    'model_reasoning_effort = "low"',
    '"model" = "q"',
    'a = 1',
    'b = [1, "model = x", # no\n 2]',
    'c = """\nmodel = "no"\n"""',
    "d = '''\n[x]\n'''",
    'e.f = { model = "no", g = [1] }',
    '# model = "no"',
    '',
    '  ',
    '[tui]',
    '[[hooks.x]]',
    '[projects."/a b/[c]"]',
    'h = 1979-05-27 07:32:00',
    'i = +1.5e3',
    'j = "\\"model = 1"',
    '\tk = true\t# t',
  ]
  it('is edited in its one place and put back byte for byte, or left alone', () => {
    const below = dice(5)
    let [done, refused] = [0, 0]
    for (let round = 0; round < 3000; round++) {
      const newline = below(2) === 0 ? '\n' : '\r\n'
      const lines = Array.from({ length: below(9) }, () => pieces[below(pieces.length)] ?? '')
      const joined = lines.join('\n') + (below(2) === 0 ? '\n' : '')
      const text = (below(4) === 0 ? '\ufeff' : '') + joined.replaceAll('\n', newline)
      const wish: ConfigWish = {
        ...(below(3) === 0 ? {} : { model: below(5) === 0 ? null : 'gpt-x' }),
        ...(below(2) === 0 ? {} : { model_reasoning_effort: below(3) === 0 ? null : 'high' }),
      }
      const edit = editConfig(text, wish)
      if ('kind' in edit) {
        refused += 1
        continue
      }
      done += 1
      expect(isProved(text, edit) ? null : [text, wish, edit]).toBeNull()
      expect(putBack(edit.text, edit, true)).toEqual({ kind: 'done', text, exact: true })
      // The way without the memory of places comes to the same values.
      const slow = putBack(edit.text, edit, false)
      expect(slow.kind).toBe('done')
      if (slow.kind !== 'done') continue
      for (const key of ['model', 'model_reasoning_effort'] as const)
        expect(readConfigKey(slow.text, key)).toBe(readConfigKey(text, key))
    }
    expect(done).toBeGreaterThan(500)
    expect(refused).toBeGreaterThan(500)
  })

  it('never throws', () => {
    const below = dice(6)
    const bits = [
      '"',
      "'",
      '"""',
      '[',
      ']',
      '{',
      '}',
      '=',
      '.',
      ',',
      '#',
      '\n',
      '\r',
      '\\',
      'model',
      ' ',
      '1',
      '\u0000',
      'é',
      '\ud800',
    ]
    for (let round = 0; round < 5000; round++) {
      const text = Array.from({ length: below(20) }, () => bits[below(bits.length)] ?? '').join('')
      expect(() => [scanToml(text), editConfig(text, spark)]).not.toThrow()
    }
    expect(() => scanToml('a = '.padEnd(100_000, '['))).not.toThrow()
  })
})
