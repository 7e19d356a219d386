import { type RootKey, scanToml, type TomlFault, type TomlScan } from './scan-toml'

/** The keys that Firebreak ever writes, and no others. */
export type ConfigKey = 'model' | 'model_reasoning_effort'

/** What a key shall be; null removes it. */
export type ConfigWish = Readonly<Partial<Record<ConfigKey, string | null>>>

/** One place of a text that is replaced. Offsets count UTF-16 units of the text before; places neither touch nor overlap. */
export interface Splice {
  readonly at: number
  readonly removed: string
  readonly inserted: string
}

/** What a key was: `line` is its whole text with what stands around the value. */
export type KeyBefore =
  | { readonly kind: 'absent' }
  | { readonly kind: 'there'; readonly value: string; readonly line: string }

export interface ConfigEdit {
  readonly text: string
  readonly splices: readonly Splice[]
  /** What each wished key was, and the text of the value that is there now; null where it was removed. */
  readonly keys: readonly { readonly key: ConfigKey; readonly before: KeyBefore; readonly wrote: string | null }[]
}

/** Why a text is not edited. */
export type EditRefusal =
  | ({ readonly kind: 'broken' } & TomlFault)
  /** The key is there in a shape that one value cannot take the place of, such as a table. */
  | { readonly kind: 'not-a-value'; readonly key: ConfigKey }
  | { readonly kind: 'bad-value'; readonly key: ConfigKey }

const order: readonly ConfigKey[] = ['model', 'model_reasoning_effort']
/** Names as servers give them; nothing in them needs an escape in a TOML string. */
const plainValue = /^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,199}$/

/** Sets or removes keys of a TOML text and leaves every other byte as it is. The answer can be proved by `isProved`. */
export function editConfig(text: string, wish: ConfigWish): ConfigEdit | EditRefusal {
  const scan = scanToml(text)
  if ('message' in scan) return { kind: 'broken', ...scan }
  const splices: Splice[] = []
  const keys: ConfigEdit['keys'][number][] = []
  const added: string[] = []
  for (const key of order) {
    const value = wish[key]
    if (value === undefined) continue
    if (value !== null && !plainValue.test(value)) return { kind: 'bad-value', key }
    const found = findKey(scan, key)
    if (found === 'not-a-value') return { kind: 'not-a-value', key }
    const wrote = value === null ? null : `"${value}"`
    keys.push({ key, before: beforeOf(text, found), wrote })
    if (found === null) {
      if (wrote !== null) added.push(`${key} = ${wrote}`)
    } else if (wrote === null) {
      splices.push({ at: found.lineStart, removed: text.slice(found.lineStart, found.lineEnd), inserted: '' })
    } else {
      const removed = text.slice(found.valueStart, found.valueEnd)
      if (removed !== wrote) splices.push({ at: found.valueStart, removed, inserted: wrote })
    }
  }
  if (added.length > 0) splices.push(insertion(text, scan, added))
  const sorted = splices.toSorted((a, b) => a.at - b.at || a.removed.length - b.removed.length)
  return { text: applySplices(text, sorted), splices: sorted, keys }
}

/** The value of a root key; null when it is absent or no string. Never throws. */
export function readConfigKey(text: string, key: ConfigKey): string | null {
  const scan = scanToml(text)
  if ('message' in scan) return null
  const found = findKey(scan, key)
  if (found === null || found === 'not-a-value') return null
  const raw = text.slice(found.valueStart, found.valueEnd)
  return /^(["'])[^"'\\\r\n]*\1$/.test(raw) ? raw.slice(1, -1) : null
}

export function applySplices(text: string, splices: readonly Splice[]): string {
  let [result, done] = ['', 0]
  for (const { at, removed, inserted } of splices) {
    result += text.slice(done, at) + inserted
    done = at + removed.length
  }
  return result + text.slice(done)
}

/** The splices that lead from the text after back to the text before. */
export function reverseSplices(splices: readonly Splice[]): readonly Splice[] {
  let moved = 0
  return splices.map(({ at, removed, inserted }) => {
    const reversed = { at: at + moved, removed: inserted, inserted: removed }
    moved += inserted.length - removed.length
    return reversed
  })
}

/**
 * Whether an edit changed the wished keys and nothing else: taken back it gives the very text before, and every other root
 * key is the same in both.
 */
export function isProved(before: string, edit: ConfigEdit): boolean {
  if (applySplices(edit.text, reverseSplices(edit.splices)) !== before) return false
  const [old, now] = [scanToml(before), scanToml(edit.text)]
  if ('message' in old || 'message' in now) return false
  const wished = new Set<string>(edit.keys.map(({ key }) => key))
  const others = (text: string, { keys }: TomlScan): string =>
    JSON.stringify(
      keys
        .filter(({ path }) => !wished.has(path.join('.')))
        .map((key) => [key.path, text.slice(key.valueStart, key.valueEnd)]),
    )
  if (others(before, old) !== others(edit.text, now) || old.tables.length !== now.tables.length) return false
  return edit.keys.every(({ key, wrote }) => {
    const found = findKey(now, key)
    if (found === null || found === 'not-a-value') return found === null && wrote === null
    return edit.text.slice(found.valueStart, found.valueEnd) === wrote
  })
}

export function findKey(scan: TomlScan, key: ConfigKey): RootKey | 'not-a-value' | null {
  if (scan.tables.includes(key)) return 'not-a-value'
  const found = scan.keys.filter(({ path }) => path[0] === key)
  const [first] = found
  if (first === undefined) return null
  return found.length === 1 && first.path.length === 1 ? first : 'not-a-value'
}

function beforeOf(text: string, found: RootKey | null): KeyBefore {
  if (found === null) return { kind: 'absent' }
  const { valueStart, valueEnd, lineStart, lineEnd } = found
  return { kind: 'there', value: text.slice(valueStart, valueEnd), line: text.slice(lineStart, lineEnd) }
}

/** Where Codex itself puts a new key: after the last one of the root table, else before everything. */
function insertion(text: string, scan: TomlScan, lines: readonly string[]): Splice {
  const newline = /\r\n|\n/.exec(text)?.[0] ?? '\n'
  const last = scan.keys.at(-1)
  const start = text.startsWith('\ufeff') ? 1 : 0
  // A text of comments only has no table to stand before; at its end nothing is torn from its comment.
  const at = last?.lineEnd ?? (scan.firstTable === null ? text.length : start)
  const isOpen = at > start && text[at - 1] !== '\n'
  const block = lines.join(newline)
  return { at, removed: '', inserted: isOpen ? `${newline}${block}` : `${block}${newline}` }
}
