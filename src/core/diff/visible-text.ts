import { hiddenName } from './hidden-names'

/** A piece of a line of code: text to draw as it is, or a character that cannot be seen and is named instead. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `label` is "RLO U+202E" and the like. */
  | { readonly kind: 'hidden'; readonly label: string }

/**
 * Splits a line so that every character that has no shape, or that changes how its neighbours are laid out, is named:
 * controls except the tab, soft hyphens, zero-width characters, fillers, marks and overrides of direction, tag characters,
 * variation selectors, lone surrogates (Trojan Source, CVE-2021-42574). What joins an emoji, or letters of a script that
 * is written with joiners, is seen in its shape and is text.
 */
export function visibleText(line: string): readonly TextPart[] {
  if (!hidden.test(line)) return [{ kind: 'text', text: line }]
  const parts: TextPart[] = []
  let at = 0
  for (const match of line.matchAll(everyHidden)) {
    if (match.index > at) parts.push({ kind: 'text', text: line.slice(at, match.index) })
    parts.push({ kind: 'hidden', label: hiddenName(match[0].codePointAt(0) ?? 0) })
    at = match.index + match[0].length
  }
  if (at < line.length) parts.push({ kind: 'text', text: line.slice(at) })
  return parts
}

/** Whether a line holds such a character. */
export function hasHiddenText(line: string): boolean {
  return hidden.test(line)
}

// Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt) is what a font is to draw nothing for. The
// two joiners and the emoji selector are looked at with their neighbours.
const never =
  '[[\\p{Default_Ignorable_Code_Point}\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufff9-\\ufffb\\ud800-\\udfff]' +
  '--[\\u200c\\u200d\\ufe0f]]'
const emoji = '\\p{Extended_Pictographic}'
const joiningScripts =
  'Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar'
    .split(' ')
    .map((script) => `\\p{scx=${script}}`)
    .join('')
const hidden = new RegExp(
  [
    never,
    // An emoji that is asked to be drawn in colour, and a key such as 1️⃣.
    `(?<!${emoji}|\\p{Emoji_Modifier}|[0-9#*](?=\\ufe0f\\u20e3))\\ufe0f`,
    // A family of emoji, and joiners between letters (Unicode Standard Annex #31, section 2.3).
    `(?<!${emoji}\\ufe0f?|\\p{Emoji_Modifier}|[${joiningScripts}])[\\u200c\\u200d]`,
    `(?<=${emoji}\\ufe0f?|\\p{Emoji_Modifier})\\u200d(?!${emoji})`,
    `\\u200c(?![${joiningScripts}])`,
    `(?<=[${joiningScripts}])\\u200d(?![${joiningScripts}])`,
  ].join('|'),
  'v',
)
const everyHidden = new RegExp(hidden.source, 'gv')
