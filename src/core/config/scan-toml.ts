/** A key of the root table as it stands in the text. Offsets count UTF-16 units. */
export interface RootKey {
  /** The parts of a dotted key, without quotes. */
  readonly path: readonly string[]
  /** The whole line or lines, with the line break at the end where there is one. */
  readonly lineStart: number
  readonly lineEnd: number
  readonly valueStart: number
  readonly valueEnd: number
  /** Where its comment begins; null without one. */
  readonly commentStart: number | null
}

export interface TomlScan {
  readonly keys: readonly RootKey[]
  /** Where the first table header begins; null without one. */
  readonly firstTable: number | null
  /** First part of each header of a root table or array of tables. */
  readonly tables: readonly string[]
}

/** Where a text stops being TOML; line and column count from 1, columns in characters. */
export interface TomlFault {
  readonly line: number
  readonly column: number
  readonly message: string
}

/**
 * Finds the keys of a TOML document's root table (toml.io v1.0.0), without reading what they mean. Everything else is
 * walked over just as strictly, so that nothing inside a string or a table can be mistaken for a key.
 */
export function scanToml(text: string): TomlScan | TomlFault {
  try {
    return scan(text)
  } catch (error) {
    if (error instanceof Fault) return placeOf(text, error.at, error.message)
    throw error
  }
}

class Fault extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

function scan(text: string): TomlScan {
  const keys: RootKey[] = []
  const tables: string[] = []
  let firstTable: number | null = null
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length) {
    const lineStart = at
    at = skipBlank(text, at)
    if (text[at] === '[') {
      firstTable ??= lineStart
      const header = tableHeader(text, at)
      if (header.path[0] !== undefined) tables.push(header.path[0])
      at = endOfLine(text, header.end).end
    } else if (text[at] === '#' || isLineBreak(text, at) || at >= text.length) {
      at = endOfLine(text, at).end
    } else {
      const key = keyPath(text, at)
      at = skipBlank(text, key.end)
      if (text[at] !== '=') throw new Fault(at, 'expected = after the key')
      const valueStart = skipBlank(text, at + 1)
      const valueEnd = value(text, valueStart, 0)
      const line = endOfLine(text, valueEnd)
      at = line.end
      if (firstTable === null)
        keys.push({ path: key.path, lineStart, lineEnd: at, valueStart, valueEnd, commentStart: line.comment })
    }
  }
  const seen = new Set<string>()
  for (const { path, lineStart } of keys) {
    const name = JSON.stringify(path)
    if (seen.has(name)) throw new Fault(lineStart, `duplicate key ${path.join('.')}`)
    seen.add(name)
  }
  return { keys, firstTable, tables }
}

function tableHeader(text: string, from: number): { readonly path: readonly string[]; readonly end: number } {
  const double = text[from + 1] === '['
  const { path, end } = keyPath(text, skipBlank(text, from + (double ? 2 : 1)))
  const close = skipBlank(text, end)
  if (text[close] !== ']' || (double && text[close + 1] !== ']'))
    throw new Fault(close, 'expected ] after the table name')
  return { path, end: close + (double ? 2 : 1) }
}

function keyPath(text: string, from: number): { readonly path: readonly string[]; readonly end: number } {
  const path: string[] = []
  let at = from
  for (;;) {
    const quote = text[at]
    if (quote === '"' || quote === "'") {
      const end = quoted(text, at, quote)
      path.push(plainKey(text.slice(at + 1, end - 1), quote))
      at = end
    } else {
      const end = span(text, at, bareKey)
      if (end === at) throw new Fault(at, 'expected a key')
      path.push(text.slice(at, end))
      at = end
    }
    const dot = skipBlank(text, at)
    if (text[dot] !== '.') return { path, end: at }
    at = skipBlank(text, dot + 1)
  }
}

/** An escape in a key is rare, and its value is only compared: JSON reads the ones that matter. */
function plainKey(inner: string, quote: string): string {
  if (quote === "'" || !inner.includes('\\')) return inner
  try {
    const read: unknown = JSON.parse(`"${inner}"`)
    return typeof read === 'string' ? read : inner
  } catch {
    return inner
  }
}

const bareKey = /[A-Za-z0-9_-]/
/** Numbers, booleans, dates; a date may have one space before its time. */
const bareValue = /[A-Za-z0-9_+\-.:]/
const deepest = 100

/** Answers where the value ends. */
function value(text: string, at: number, depth: number): number {
  if (depth > deepest) throw new Fault(at, 'nested too deeply')
  const first = text[at]
  if (first === '"' || first === "'")
    return text.startsWith(first.repeat(3), at) ? multiline(text, at, first) : quoted(text, at, first)
  if (first === '[') return array(text, at, depth)
  if (first === '{') return inlineTable(text, at, depth)
  const end = span(text, at, bareValue)
  if (end === at) throw new Fault(at, 'expected a value')
  const word = text.slice(at, end)
  if (!isBareValue(word)) throw new Fault(at, 'string values must be quoted')
  // "1979-05-27 07:32:00"
  if (/^\d{4}-\d\d-\d\d$/.test(word) && /^ \d\d:/.test(text.slice(end, end + 4))) return span(text, end + 1, bareValue)
  return end
}

function isBareValue(word: string): boolean {
  return /^(?:true|false|[+-]?(?:inf|nan)|[+-]?[0-9][0-9A-Za-z_+\-.:]*)$/.test(word)
}

function quoted(text: string, from: number, quote: '"' | "'"): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at]
    if (char === quote) return at + 1
    if (isLineBreak(text, at)) break
    checkControl(text, at)
    if (char === '\\' && quote === '"') at += 1
  }
  throw new Fault(from, 'a string has no end')
}

function multiline(text: string, from: number, quote: '"' | "'"): number {
  for (let at = from + 3; at < text.length; at++) {
    if (text.startsWith(quote.repeat(3), at)) {
      // Up to two quotes may stand before the closing three.
      let end = at + 3
      while (end < at + 5 && text[end] === quote) end += 1
      return end
    }
    if (!isLineBreak(text, at)) checkControl(text, at)
    if (text[at] === '\\' && quote === '"') at += 1
  }
  throw new Fault(from, 'a string has no end')
}

function array(text: string, from: number, depth: number): number {
  let at = skipLines(text, from + 1)
  for (;;) {
    if (text[at] === ']') return at + 1
    at = skipLines(text, value(text, at, depth + 1))
    if (text[at] === ',') at = skipLines(text, at + 1)
    else if (text[at] !== ']') throw new Fault(at, 'expected , or ] in the array')
  }
}

function inlineTable(text: string, from: number, depth: number): number {
  let at = skipBlank(text, from + 1)
  if (text[at] === '}') return at + 1
  for (;;) {
    at = skipBlank(text, keyPath(text, at).end)
    if (text[at] !== '=') throw new Fault(at, 'expected = after the key')
    at = skipBlank(text, value(text, skipBlank(text, at + 1), depth + 1))
    if (text[at] === '}') return at + 1
    if (text[at] !== ',') throw new Fault(at, 'expected , or } in the table')
    at = skipBlank(text, at + 1)
  }
}

/** Blanks, comments and line breaks, as they may stand in an array. */
function skipLines(text: string, from: number): number {
  let at = from
  for (;;) {
    at = skipBlank(text, at)
    if (text[at] !== '#' && !isLineBreak(text, at)) return at
    at = endOfLine(text, at).end
  }
}

/** The rest of a line: nothing, or a comment. */
function endOfLine(text: string, from: number): { readonly end: number; readonly comment: number | null } {
  let at = skipBlank(text, from)
  const comment = text[at] === '#' ? at : null
  if (comment !== null) while (at < text.length && !isLineBreak(text, at)) checkControl(text, at++)
  if (at >= text.length) return { end: at, comment }
  if (!isLineBreak(text, at)) throw new Fault(at, 'expected the end of the line')
  return { end: at + (text[at] === '\r' ? 2 : 1), comment }
}

function isLineBreak(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n')
}

function checkControl(text: string, at: number): void {
  const code = text.charCodeAt(at)
  if ((code < 0x20 && code !== 0x09) || code === 0x7f) throw new Fault(at, 'a control character is not allowed here')
}

function skipBlank(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at
}

function span(text: string, from: number, of: RegExp): number {
  let at = from
  while (at < text.length && of.test(text.charAt(at))) at += 1
  return at
}

function placeOf(text: string, at: number, message: string): TomlFault {
  const before = text.slice(0, at).split('\n')
  const last = (before.at(-1) ?? '').replace(/^\ufeff/, '')
  return { line: before.length, column: Array.from(last).length + 1, message }
}
