import type { Uncaptured } from '../core/checkpoint/checkpoint'
import { displayName } from '../core/words/display-name'
import { type JsonPath, jsonPath } from './json-path'

/** Paths whose bytes are not known, as scripts read them. */
export function uncapturedJson(
  uncaptured: readonly Uncaptured[],
): readonly { readonly path: JsonPath; readonly why: string }[] {
  return uncaptured.map(({ path, why }) => ({ path: jsonPath(path), why }))
}

export function uncapturedLines(uncaptured: readonly Uncaptured[]): readonly string[] {
  return uncaptured.map(({ path, why }) => `  ${displayName(path)}  ${whyWords(why)}`)
}

function whyWords(why: string): string {
  switch (why) {
    case 'TOO_BIG':
      return 'too big'
    case 'NOT_REGULAR':
      return 'a pipe, socket or device'
    case 'KEEPS_CHANGING':
      return 'was written while it was read'
    case 'NESTED_REPO':
      return 'a repository of its own with uncommitted work'
    case 'BAD_NAME':
      return 'a name that git cannot store'
    case 'MISSING':
      return 'its content was not fetched'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read'
    default:
      return why
  }
}
