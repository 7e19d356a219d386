import type { Uncaptured } from '../core/checkpoint/checkpoint'
import { displayName } from '../core/words/display-name'
import { uncapturedWhy } from '../core/words/checkpoint-words'
import { type JsonPath, jsonPath } from './json-path'

/** Paths whose bytes are not known, as scripts read them. */
export function uncapturedJson(
  uncaptured: readonly Uncaptured[],
): readonly { readonly path: JsonPath; readonly why: string }[] {
  return uncaptured.map(({ path, why }) => ({ path: jsonPath(path), why }))
}

export function uncapturedLines(uncaptured: readonly Uncaptured[]): readonly string[] {
  return uncaptured.map(({ path, why }) => `  ${displayName(path)}  ${uncapturedWhy(why)}`)
}
