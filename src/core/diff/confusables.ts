import type { TextRange } from './word-diff'

/** A character that looks like one of ASCII and is another. */
export interface LookAlike extends TextRange {
  /** Such as "Cyrillic а U+0430". */
  readonly label: string
  /** The characters of ASCII that it looks like: one, but for Roman numerals such as "iv". */
  readonly like: string
}

/**
 * Letters that are drawn like one of ASCII in most fonts, each with that one behind it: what confusables.txt of Unicode
 * Technical Standard #39 has for scripts in use, without pairs that only resemble each other.
 */
const letters = {
  Cyrillic:
    'АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ԚQ ЅS ТT ѴV ԜW ХX УY ҮY ԌG аa сc ԁd еe һh іi јj ӏl оo рp ԛq ѕs ѵv ԝw хx уy үy',
  Greek: 'ΑA ΒB ΕE ΗH ΙI ϳj ΚK ΜM ΝN ΟO ΡP ΤT ΧX ΥY ΖZ ϲc οo ρp νv',
  Armenian: 'ՕO ՍU ՏS հh յj ոn օo զq սu',
  Cherokee: 'ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ',
  Lisu: 'ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ',
  phonetic: 'ɑa ɡg',
} as const
/** What reads as an operator and is none, so that a condition says another thing than it does. */
const signs = '\u037e; \u01c3! \u01c0| \u2024. \ua789: \u2236: \u2044/ \u2215/ \ufe54; \ufe55: \ufe52.'

type Script = keyof typeof letters | keyof typeof compatible

/** Blocks of letters that are ASCII by compatibility (NFKC of UAX #15), and can all be letters of an identifier. */
const compatible = {
  'full-width': '\\uff21-\\uff3a\\uff41-\\uff5a',
  mathematical: '\\u{1d400}-\\u{1d6a3}',
  Roman: '\\u2160-\\u217f',
  'letter-like': '\\u2100-\\u214f',
} as const
const blocks = (['full-width', 'mathematical', 'Roman', 'letter-like'] as const).map((script) => ({
  script,
  has: new RegExp(`[${compatible[script]}]`, 'u'),
}))
/** One of these alone is a sign of a formula, a unit or a number: "λ = 3", "x ∈ ℝ", "Ⅳ. Locks". */
const alone: ReadonlySet<Script> = new Set(['Greek', 'Roman', 'letter-like'])

/** Text in which letters of a script are no pretence: letters of it that look like nothing in ASCII. */
const ownText: Readonly<Record<Script, RegExp | null>> = {
  Cyrillic: notIn('Cyrillic'),
  Greek: notIn('Greek'),
  Armenian: notIn('Armenian'),
  Cherokee: notIn('Cherokee'),
  Lisu: null,
  phonetic: null,
  'full-width': /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u,
  mathematical: null,
  Roman: null,
  'letter-like': null,
}

const known: ReadonlyMap<string, { readonly like: string; readonly script: Script }> = new Map(
  scripts().flatMap((script) => pairsOf(letters[script]).map(([char, like]) => [char, { like, script }])),
)
const likeSign: ReadonlyMap<string, string> = new Map(pairsOf(signs))

/** Any character of them: most lines, also of other scripts, need no second look. */
const suspect = new RegExp(
  `[${[...known.keys(), ...likeSign.keys()].join('')}${Object.values(compatible).join('')}]`,
  'u',
)
// A letter that is the click of a language or an exclamation mark is no part of a word here.
const wordOrSign = new RegExp(
  `[${[...likeSign.keys()].join('')}]|(?:(?![${[...likeSign.keys()].join('')}])[\\p{L}\\p{M}\\p{N}])+`,
  'gu',
)

/**
 * The characters of a line that pretend to be ASCII: in a word that mixes them with letters of ASCII, in a word made of
 * nothing else where the line has no text of that script besides, and signs that look like operators. A word of Russian
 * among others, or a Greek letter of a formula, is no pretence.
 */
export function lookAlikes(line: string): readonly LookAlike[] {
  if (!suspect.test(line)) return []
  return Array.from(line.matchAll(wordOrSign)).flatMap(({ 0: word, index }) => {
    if (!suspect.test(word)) return []
    const like = likeSign.get(word)
    if (like !== undefined) return [{ start: index, end: index + word.length, label: labelOf(word, 'sign'), like }]
    return lettersOf(word, index, line)
  })
}

/** Whether a line has such characters. */
export function hasLookAlikes(line: string): boolean {
  return suspect.test(line) && lookAlikes(line).length > 0
}

function lettersOf(word: string, index: number, line: string): readonly LookAlike[] {
  const found: LookAlike[] = []
  const scriptsFound = new Set<Script>()
  let [ascii, others, at] = [0, 0, index]
  for (const char of word) {
    const pretence = likeOf(char)
    if (pretence !== null) {
      const { like, script } = pretence
      found.push({ start: at, end: at + char.length, label: labelOf(char, script), like })
      scriptsFound.add(script)
    } else if (/[a-z]/i.test(char)) ascii++
    else if (/\p{L}/u.test(char)) others++
    at += char.length
  }
  if (ascii > 0) return found
  if (others > 0 || (found.length === 1 && [...scriptsFound].every((script) => alone.has(script)))) return []
  return [...scriptsFound].every((script) => ownText[script]?.test(line) !== true) ? found : []
}

function likeOf(char: string): { readonly like: string; readonly script: Script } | null {
  if (char <= '\u007f') return null
  const letter = known.get(char)
  if (letter !== undefined) return letter
  const like = char.normalize('NFKC')
  if (!/^[a-z]+$/i.test(like)) return null
  const block = blocks.find(({ has }) => has.test(char))
  return block === undefined ? null : { like, script: block.script }
}

function labelOf(char: string, kind: Script | 'sign'): string {
  return `${kind} ${char} U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function scripts(): readonly (keyof typeof letters)[] {
  return ['Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Lisu', 'phonetic']
}

function pairsOf(pairs: string): readonly (readonly [char: string, like: string])[] {
  return pairs.split(' ').map((pair) => [pair.slice(0, -1), pair.slice(-1)])
}

function notIn(script: 'Cyrillic' | 'Greek' | 'Armenian' | 'Cherokee'): RegExp {
  const alike = pairsOf(letters[script])
    .map(([char]) => char)
    .join('')
  return new RegExp(`(?![${alike}])\\p{Script=${script}}`, 'u')
}
