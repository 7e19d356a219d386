import { readFileSync } from 'node:fs'

/** The recorded lines of `tests/fixtures/app-server/<name>.jsonl`, parsed; line 1 is first. */
function appServerFixture(name: string): readonly Readonly<Record<string, unknown>>[] {
  const file = new URL(`../fixtures/app-server/${name}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line))
}

/** The `result` (or with another field, e.g. `params`, that) of one recorded line. */
export function recorded(name: string, line = 1, field: 'result' | 'params' = 'result'): unknown {
  return appServerFixture(name)[line - 1]?.[field]
}
