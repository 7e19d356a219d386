import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../src/renderer/src/ui/tokens.css', import.meta.url), 'utf8')
const light = tokensOf(/:root \{([^}]*)\}/)
const dark = new Map([...light, ...tokensOf(/\[data-theme="dark"\] \{([^}]*)\}/)])
const moreLight = new Map([...light, ...tokensOf(/:root\[data-contrast="more"\] \{([^}]*)\}/)])
const moreDark = new Map([...dark, ...tokensOf(/\[data-theme="dark"\]\[data-contrast="more"\] \{([^}]*)\}/)])

const grounds = ['bg', 'surface', 'raised']
/** What lines of code lie on: unchanged, changed, and words that changed. */
const codeGrounds = ['surface', 'raised', 'add', 'del', 'add-word', 'del-word']
const tokenKinds = ['comment', 'keyword', 'string', 'number', 'title', 'type', 'name', 'meta']
/** Every text colour with every ground it is drawn on. */
const texts: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['ink', [...grounds, 'add', 'del', 'found']],
  ['ink-2', [...grounds, 'add', 'del']],
  ['ink-3', [...grounds, 'add', 'del']],
  ['on-accent', ['accent', 'ink-2']],
  ['ok', [...grounds, 'ok-soft']],
  ['warn', [...grounds, 'warn-soft']],
  ['bad', [...grounds, 'bad-soft']],
  ['ember', [...grounds, 'ember-soft']],
  ['lake', [...grounds, 'lake-soft']],
  ...tokenKinds.map((kind) => [`tok-${kind}`, codeGrounds] as const),
]
/** Borders of controls, focus rings, fills of meters and underlines of choices. */
const shapes: readonly (readonly [shape: string, grounds: readonly string[]])[] = [
  ['control', grounds],
  ['focus', grounds],
  ['accent', grounds],
  ['ember-fill', grounds],
  ['lake', grounds],
  ['ink-3', grounds],
]

describe.each([
  ['light', light, 4.5],
  ['dark', dark, 4.5],
  ['high contrast, light', moreLight, 7],
  ['high contrast, dark', moreDark, 7],
])('%s theme', (_name, tokens, ofText) => {
  it.each(pairs(texts))('text in %s can be read on %s', (text, ground) => {
    expect(contrast(tokens, text, ground)).toBeGreaterThanOrEqual(ofText)
  })

  it.each(pairs(shapes))('%s stands out from %s', (shape, ground) => {
    expect(contrast(tokens, shape, ground)).toBeGreaterThanOrEqual(3)
  })
})

describe.each([
  ['light', moreLight],
  ['dark', moreDark],
])('high contrast, %s', (_name, tokens) => {
  it.each(pairs([['line', grounds]]))('%s is a visible edge on %s', (line, ground) => {
    expect(contrast(tokens, line, ground)).toBeGreaterThanOrEqual(3)
  })
})

it('the dark theme has every colour of the light one', () => {
  const colours = (tokens: ReadonlyMap<string, string>) => [...tokens.keys()].toSorted()
  expect(colours(tokensOf(/\[data-theme="dark"\] \{([^}]*)\}/))).toEqual(colours(light))
  expect(colours(tokensOf(/:root\[data-contrast="more"\] \{([^}]*)\}/))).toEqual(colours(light))
  expect(colours(tokensOf(/\[data-theme="dark"\]\[data-contrast="more"\] \{([^}]*)\}/))).toEqual(colours(light))
})

function tokensOf(block: RegExp): ReadonlyMap<string, string> {
  const text = block.exec(css)?.[1] ?? ''
  return new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

function pairs(list: readonly (readonly [string, readonly string[]])[]): (readonly [string, string])[] {
  return list.flatMap(([first, others]) => others.map((other) => [first, other] as const))
}

/** Contrast ratio of WCAG 2.2. */
function contrast(tokens: ReadonlyMap<string, string>, a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(tokens.get(a)), luminance(tokens.get(b))].toSorted((x, y) => y - x)
  return (bright + 0.05) / (dim + 0.05)
}

function luminance(colour: string | undefined): number {
  if (colour === undefined) throw new Error('no such token')
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
