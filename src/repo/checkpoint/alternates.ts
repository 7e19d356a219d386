import { readFileSync, statSync } from 'node:fs'
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

/** The same, read again only when one of the files that name them is another. */
export function createAlternates(objectsDir: string): () => readonly string[] {
  let known: { readonly folders: readonly string[]; readonly stamp: string } | null = null
  const stampOf = (folders: readonly string[]) => [objectsDir, ...folders].map(fileStamp).join(' ')
  return () => {
    if (known !== null && stampOf(known.folders) === known.stamp) return known.folders
    const before = stampOf(alternatesOf(objectsDir))
    const folders = alternatesOf(objectsDir)
    // Written meanwhile: then it is read once more with the next question.
    known = stampOf(folders) === before ? { folders, stamp: before } : null
    return folders
  }
}

function fileStamp(objectsDir: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(alternatesFile(objectsDir), { bigint: true })
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return 'none'
  }
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
