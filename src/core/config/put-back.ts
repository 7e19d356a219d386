import { applySplices, type ConfigEdit, findKey, type KeyBefore, reverseSplices, type Splice } from './edit-config'
import { scanToml, type TomlFault } from './scan-toml'

/** What is needed to take an edit back; it holds no other text of the file. */
export type EditMemory = Pick<ConfigEdit, 'splices' | 'keys'>

/** An edit taken back. `exact`: the file is the very one from before; otherwise what others wrote meanwhile is still there. */
export type PutBack =
  | { readonly kind: 'done'; readonly text: string; readonly exact: boolean }
  | ({ readonly kind: 'broken' } & TomlFault)
  /** Another program set the key meanwhile; its value stays. */
  | { readonly kind: 'set-by-another'; readonly value: string | null }

/** Takes an edit back. `unchanged` says that the file is what the edit left. */
export function putBack(text: string, memory: EditMemory, unchanged: boolean): PutBack {
  if (unchanged) return { kind: 'done', text: applySplices(text, reverseSplices(memory.splices)), exact: true }
  let now = text
  for (const { key, before, wrote } of memory.keys) {
    const scan = scanToml(now)
    if ('message' in scan) return { kind: 'broken', ...scan }
    const found = findKey(scan, key)
    if (found === 'not-a-value') return { kind: 'set-by-another', value: null }
    const value = found === null ? null : now.slice(found.valueStart, found.valueEnd)
    const target = before.kind === 'absent' ? null : before.value
    // Somebody put it back already.
    if (value === target) continue
    if (value !== wrote) return { kind: 'set-by-another', value }
    now = applySplices(now, [spliceBack(now, found, before)])
  }
  return { kind: 'done', text: now, exact: false }
}

type Found = Exclude<ReturnType<typeof findKey>, 'not-a-value'>

function spliceBack(text: string, found: Found, before: KeyBefore): Splice {
  if (found === null) {
    const newline = /\r\n|\n/.exec(text)?.[0] ?? '\n'
    const scan = scanToml(text)
    const last = 'message' in scan ? undefined : scan.keys.at(-1)
    const at = last?.lineEnd ?? (text.startsWith('\ufeff') ? 1 : 0)
    const line = before.kind === 'absent' ? '' : before.line.replace(/\r?\n$/, '')
    const isOpen = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\ufeff'
    return { at, removed: '', inserted: isOpen ? `${newline}${line}` : `${line}${newline}` }
  }
  if (before.kind === 'there')
    return { at: found.valueStart, removed: text.slice(found.valueStart, found.valueEnd), inserted: before.value }
  // A comment that somebody put beside it is theirs.
  const end = found.commentStart ?? found.lineEnd
  return { at: found.lineStart, removed: text.slice(found.lineStart, end), inserted: '' }
}
