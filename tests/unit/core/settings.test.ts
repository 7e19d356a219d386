import { describe, expect, it } from 'vitest'
import { defaultSettings, readSettings, settingsText } from '../../../src/core/settings'
import { createRandom } from '../../support/random'

describe('settings', () => {
  it('are the defaults for a file that holds none', () => {
    expect(readSettings({ version: 1 })).toEqual({ kind: 'read', settings: defaultSettings(), unknown: {}, broken: [] })
    expect(defaultSettings()).toMatchObject({
      lanes: { spark: { model: 'gpt-5.3-codex-spark', limitIds: ['codex_bengalfox'] }, standard: { model: 'gpt-5.5' } },
      onSessionStart: 'open',
      standardPolicy: 'say',
      theme: 'system',
      messageTemplate: 'chore: checkpoint before Spark session',
    })
  })

  it('come back as they were written, with keys that this version does not know', () => {
    const settings = {
      ...defaultSettings(),
      gatedModels: ['gpt-6'],
      // A file name with a byte that is not UTF-8.
      repositories: { ...defaultSettings().repositories, heldBack: { '0123456789abcdef': ['.env', 'odd\udcff'] } },
    }
    const text = settingsText(settings, { shortcut: 'Ctrl+Alt+F' })
    expect(readSettings(JSON.parse(text))).toEqual({
      kind: 'read',
      settings,
      unknown: { shortcut: 'Ctrl+Alt+F' },
      broken: [],
    })
  })

  it('lose only the part that is broken', () => {
    const read = readSettings({ version: 1, theme: 'pink', lanes: { spark: {} }, codexPath: '/opt/codex', extra: 1 })
    expect(read).toEqual({
      kind: 'read',
      settings: { ...defaultSettings(), codexPath: '/opt/codex' },
      unknown: { extra: 1 },
      broken: ['lanes', 'theme'],
    })
  })

  it('of a newer version are not guessed at', () => {
    expect(readSettings({ version: 2, theme: 'dark' })).toEqual({ kind: 'newer-version', version: 2 })
  })

  it.each([[null], [[]], ['text'], [7], [{}], [{ version: '1' }], [{ version: 0 }], [{ version: 1.5 }]])(
    'cannot be read from %j',
    (json) => {
      expect(readSettings(json)).toEqual({ kind: 'broken' })
    },
  )

  it('do not take a key named __proto__ for one of theirs', () => {
    const read = readSettings(
      JSON.parse('{"version":1,"__proto__":{"theme":"dark"},"windowPlaces":{"__proto__":{"x":1}}}'),
    )
    expect(read).toMatchObject({ kind: 'read', settings: { theme: 'system' } })
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })

  it('can be read from any mutation of a file, always whole', () => {
    const random = createRandom(7)
    const below = (limit: number): number => Math.floor(random() * limit)
    const text = settingsText({ ...defaultSettings(), terminal: ['xterm', '-e'], codexPath: '/x' }, { later: [1, 2] })
    const complete = Object.keys(defaultSettings()).toSorted()
    const reads = Array.from({ length: 300 }, () => readSettings(parsed(mutate(text, below))))
    const settings = reads.flatMap((read) => (read.kind === 'read' ? [Object.keys(read.settings).toSorted()] : []))
    expect(settings.length).toBeGreaterThan(20)
    expect(settings.every((keys) => keys.join() === complete.join())).toBe(true)
  })
})

function mutate(text: string, below: (limit: number) => number): string {
  const at = below(text.length)
  switch (below(4)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + below(20))
    case 2:
      return `${text.slice(0, at)}${'{}[]",:0n'[below(9)] ?? ''}${text.slice(at + 1)}`
    default: {
      // Another kind of value in the place of some text.
      const values = [...text.matchAll(/"[^"\n]*"(?=,?\n)/g)]
      const value = values[below(values.length)]
      return value === undefined
        ? text
        : text.slice(0, value.index) + below(100) + text.slice(value.index + value[0].length)
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
