import type { KeptPath } from '../../../core/checkpoint/restore'
import { keptWhy } from '../../../core/words/checkpoint-words'
import { count } from '../../../core/words/counts'
import { displayName } from '../../../core/words/display-name'
import { type JsonPath, jsonPath } from '../../json-path'

const shown = 20

/** Paths that stay as they are, as scripts read them. */
export function keptJson(kept: readonly KeptPath[]): readonly { readonly path: JsonPath; readonly why: string }[] {
  return kept.map(({ path, why }) => ({ path: jsonPath(path), why }))
}

/** "Kept 2 files:" and why, a line each. */
export function keptLines(kept: readonly KeptPath[]): readonly string[] {
  return listed('Kept', kept, ({ path, why }) => `${displayName(path)}  ${keptWhy(why)}`)
}

/** "Delete 3 files:" and the first 20 of them; nothing for an empty list. */
export function listed<T>(head: string, items: readonly T[], line: (item: T) => string): readonly string[] {
  if (items.length === 0) return []
  const more = items.length > shown ? [`  and ${count(items.length - shown, 'more', 'more')}`] : []
  return [`${head} ${count(items.length, 'file')}:`, ...items.slice(0, shown).map((item) => `  ${line(item)}`), ...more]
}
