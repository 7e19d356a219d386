import { readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { errnoOf } from './fault'

/** git follows no longer chains either. */
const deepest = 5

/**
 * The objects folders that an objects folder borrows from, as its `info/alternates` and theirs name them: one path a line, `#`
 * begins a comment, and a path in double quotes is escaped as in C.
 */
export function alternatesOf(objectsDir: string): readonly string[] {
  const found = new Set<string>()
  const follow = (folder: string, depth: number) => {
    for (const other of readAlternates(folder)) {
      if (found.has(other) || other === objectsDir || depth > deepest) continue
      found.add(other)
      follow(other, depth + 1)
    }
  }
  follow(objectsDir, 1)
  return [...found]
}

/** A line of `info/alternates` that names this folder, whatever characters are in it. */
export function alternateLine(folder: string): string {
  if (!/["\n]|^#/.test(folder)) return `${folder}\n`
  return `"${folder.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"\n`
}

export function alternatesFile(objectsDir: string): string {
  return join(objectsDir, 'info', 'alternates')
}

function readAlternates(objectsDir: string): readonly string[] {
  let text: string
  try {
    text = readFileSync(alternatesFile(objectsDir), 'utf8')
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return []
  }
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (line.startsWith('"') ? unquote(line) : line))
    .map((path) => (isAbsolute(path) ? path : resolve(objectsDir, path)))
}

/** Only the escapes that git's own quoting writes for a path that is text; an unknown one leads to no folder. */
function unquote(quoted: string): string {
  const escapes: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    b: '\b',
    f: '\f',
    v: '\v',
    a: '\u0007',
  }
  return quoted.replace(/^"|"$/g, '').replace(/\\(.)/g, (_whole, one: string) => escapes[one] ?? one)
}
