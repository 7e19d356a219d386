/**
 * Text of a repository made safe to show in one line: control characters, bidirectional overrides and characters without
 * a shape become visible as U+XXXX in angle quotes, so that a name cannot pretend to be another (CVE-2021-42574).
 */
export function displayName(text: string): string {
  return text.replaceAll(
    unsafe,
    (char) => `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  )
}

// C0, DEL, C1, separators of lines, anchors of annotations, undecodable bytes (lone surrogates), and what a font is to draw
// nothing for: soft hyphen, zero-width and bidi marks, fillers, variation selectors, tags (DerivedCoreProperties.txt).
const unsafe =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb\ud800-\udfff\p{Default_Ignorable_Code_Point}]/gu

/** A name at most `max` characters long: its middle is left out, so that the extension stays. */
export function shortName(text: string, max: number): string {
  const safe = displayName(text)
  if (safe.length <= max) return safe
  const tail = Math.min(Math.floor(max / 2), 24)
  return `${safe.slice(0, max - tail - 1)}…${safe.slice(-tail)}`
}
