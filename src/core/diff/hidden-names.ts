const controls =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

/** Abbreviations as Unicode's NameAliases.txt has them. */
const names: ReadonlyMap<number, string> = new Map([
  ...controls.map((name, code) => [code, name] as const),
  [0x7f, 'DEL'],
  [0x85, 'NEL'],
  [0xad, 'SHY'],
  [0x034f, 'CGJ'],
  [0x061c, 'ALM'],
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0x115f, 'Hangul filler'],
  [0x1160, 'Hangul filler'],
  [0x3164, 'Hangul filler'],
  [0xffa0, 'Hangul filler'],
  [0xfeff, 'BOM'],
])

/** What a character that cannot be seen is called, such as "RLO U+202E"; without a name only its number. */
export function hiddenName(code: number): string {
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  const name = names.get(code) ?? familyOf(code)
  return name === undefined ? number : `${name} ${number}`
}

function familyOf(code: number): string | undefined {
  if (code >= 0xfe00 && code <= 0xfe0f) return `VS${code - 0xfe00 + 1}`
  if (code >= 0xe0100 && code <= 0xe01ef) return `VS${code - 0xe0100 + 17}`
  if (code >= 0xe0020 && code <= 0xe007e) return `tag ${String.fromCharCode(code - 0xe0000)}`
  if (code >= 0xd800 && code <= 0xdfff) return 'half a character'
  return undefined
}
