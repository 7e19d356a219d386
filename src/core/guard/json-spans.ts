/** A value of a JSON text with the place where it stands; offsets count UTF-16 units, `end` is behind its last one. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'other' }
)

interface JsonMember {
  readonly key: string
  /** Where the key begins. */
  readonly start: number
  readonly value: JsonNode
}

/** Where a text stops being JSON; line and column count from 1, columns in characters. */
export interface JsonFault {
  readonly line: number
  readonly column: number
}

/** Nested deeper than people write by hand; Codex's own reader gives up at 128. */
const deepest = 128

/** Reads strict JSON (RFC 8259) and keeps where everything stands. A byte order mark before it is skipped. */
export function jsonSpans(text: string): JsonNode | JsonFault {
  const reader = { text, at: text.startsWith('\ufeff') ? 1 : 0 }
  try {
    const root = readValue(reader, 0)
    skipSpace(reader)
    if (reader.at < text.length) throw new Stop()
    return root
  } catch (error) {
    if (error instanceof Stop) return placeOf(text, reader.at)
    throw error
  }
}

class Stop extends Error {}

interface Reader {
  readonly text: string
  at: number
}

function readValue(reader: Reader, depth: number): JsonNode {
  if (depth > deepest) throw new Stop()
  skipSpace(reader)
  const start = reader.at
  switch (reader.text[start]) {
    case '{':
      return { kind: 'object', start, members: readMembers(reader, depth), end: reader.at }
    case '[':
      return { kind: 'array', start, items: readItems(reader, depth), end: reader.at }
    case '"':
      return { kind: 'string', start, value: readString(reader), end: reader.at }
    default:
      take(reader, /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y)
      return { kind: 'other', start, end: reader.at }
  }
}

function readMembers(reader: Reader, depth: number): readonly JsonMember[] {
  const members: JsonMember[] = []
  reader.at += 1
  skipSpace(reader)
  if (eat(reader, '}')) return members
  do {
    skipSpace(reader)
    const start = reader.at
    const key = readString(reader)
    skipSpace(reader)
    if (!eat(reader, ':')) throw new Stop()
    members.push({ key, start, value: readValue(reader, depth + 1) })
    skipSpace(reader)
  } while (eat(reader, ','))
  if (!eat(reader, '}')) throw new Stop()
  return members
}

function readItems(reader: Reader, depth: number): readonly JsonNode[] {
  const items: JsonNode[] = []
  reader.at += 1
  skipSpace(reader)
  if (eat(reader, ']')) return items
  do {
    items.push(readValue(reader, depth + 1))
    skipSpace(reader)
  } while (eat(reader, ','))
  if (!eat(reader, ']')) throw new Stop()
  return items
}

function readString(reader: Reader): string {
  // oxlint-disable-next-line no-control-regex -- JSON strings hold no control characters
  const literal = take(reader, /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y)
  return String(JSON.parse(literal))
}

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)
  if (found === null) throw new Stop()
  reader.at = pattern.lastIndex
  return found[0]
}

function eat(reader: Reader, char: string): boolean {
  if (reader.text[reader.at] !== char) return false
  reader.at += 1
  return true
}

function skipSpace(reader: Reader): void {
  while (' \t\n\r'.includes(reader.text[reader.at] ?? '-')) reader.at += 1
}

function placeOf(text: string, at: number): JsonFault {
  const before = text.slice(text.startsWith('\ufeff') ? 1 : 0, at).split('\n')
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 }
}
