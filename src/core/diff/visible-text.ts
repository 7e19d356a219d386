/** A piece of a line of code: text to draw as it is, or a character that cannot be seen and is named instead. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `label` is "U+202E" and the like. */
  | { readonly kind: 'hidden'; readonly label: string }

/**
 * Splits a line so that every character that has no shape, or that changes how its neighbours are laid out, is named:
 * controls except the tab, soft hyphens, zero-width characters, marks and overrides of direction, tag characters,
 * variation selectors, lone surrogates (Trojan Source, CVE-2021-42574).
 */
export function visibleText(line: string): readonly TextPart[] {
  if (!hidden.test(line)) return [{ kind: 'text', text: line }]
  const parts: TextPart[] = []
  let at = 0
  for (const match of line.matchAll(everyHidden)) {
    if (match.index > at) parts.push({ kind: 'text', text: line.slice(at, match.index) })
    const point = match[0].codePointAt(0) ?? 0
    parts.push({ kind: 'hidden', label: `U+${point.toString(16).toUpperCase().padStart(4, '0')}` })
    at = match.index + match[0].length
  }
  if (at < line.length) parts.push({ kind: 'text', text: line.slice(at) })
  return parts
}

/** Whether a line holds such a character. */
export function hasHiddenText(line: string): boolean {
  return hidden.test(line)
}

const hidden =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- control characters are what is looked for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/
const everyHidden = new RegExp(hidden.source, 'g')
