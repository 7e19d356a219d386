import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TempRepo } from '../support/temp-repo'

/** Makes random writes in a work tree, of every kind that an editor, a formatter or an agent makes. */
export interface RandomTree {
  /** One to `most` edits; the answer is the paths that were touched. */
  edit(most: number): readonly string[]
}

const folders = ['', 'src', 'src/deep/er', 'docs', 'tests', 'räume', 'a b', 'dash-']
const names = [
  'a.ts',
  'b.txt',
  '-n',
  'c "q".md',
  "d'.js",
  'e\tf',
  'new\nline',
  '.env',
  'x.log',
  'ünï',
  'bin.dat',
  '*.glob',
]

export function createRandomTree(repo: TempRepo, random: () => number): RandomTree {
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  const at = (path: string) => join(repo.path, path)
  const anyPath = () => {
    const folder = pick(folders)
    return folder === '' ? pick(names) : `${folder}/${pick(names)}`
  }

  /** Whatever stands in the way of a folder goes. */
  const makeFolder = (path: string) => {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    for (let count = 1; count <= parts.length; count++) {
      const folder = at(parts.slice(0, count).join('/'))
      const found = lstatSync(folder, { throwIfNoEntry: false })
      if (found !== undefined && !found.isDirectory()) rmSync(folder)
      mkdirSync(folder, { recursive: true })
    }
  }
  const clear = (path: string) => rmSync(at(path), { recursive: true, force: true })

  const bytes = (): Buffer => {
    const size = Math.floor(random() ** 4 * 60_000)
    const body = Buffer.alloc(size)
    const isText = random() < 0.7
    for (let i = 0; i < size; i++) body[i] = isText ? (random() < 0.03 ? 10 : 32 + random() * 90) : random() * 256
    return body
  }

  const edits: readonly ((path: string) => void)[] = [
    write,
    write,
    write,
    (path) => clear(path),
    (path) => {
      write(path)
      chmodSync(at(path), pick([0o644, 0o755, 0o600, 0o444, 0o2755, 0o640]))
    },
    (path) => {
      makeFolder(dirname(path))
      clear(path)
      symlinkSync(pick(['a.ts', '../docs', '/nonexistent/place', path, '.']), at(path))
    },
    (path) => {
      clear(path)
      // What is in an ignored folder is no part of a checkpoint.
      if (!isIgnored(path)) makeFolder(path)
    },
    (path) => {
      const to = anyPath()
      if (isIgnored(to) || to.startsWith(`${path}/`)) return
      touched.push(to)
      makeFolder(dirname(to))
      if (lstatSync(at(path), { throwIfNoEntry: false }) === undefined) return
      clear(to)
      if (lstatSync(at(path), { throwIfNoEntry: false }) === undefined) return
      makeFolder(dirname(to))
      renameSync(at(path), at(to))
    },
  ]
  let touched: string[] = []

  function write(path: string): void {
    makeFolder(dirname(path))
    clear(path)
    writeFileSync(at(path), bytes())
  }

  return {
    edit(most) {
      touched = []
      const count = 1 + Math.floor(random() * most)
      for (let i = 0; i < count; i++) {
        const path = anyPath()
        pick(edits)(path)
        touched.push(path)
      }
      // A folder that had to make way took its files along, so their names are touched as well.
      return [...new Set(touched.flatMap((path) => [path, ...parents(path)]))]
    },
  }
}

function isIgnored(path: string): boolean {
  return /(^|\/)(\.env|[^/]*\.log)$/.test(path)
}

function parents(path: string): string[] {
  const out: string[] = []
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    out.push(path.slice(0, slash))
  return out
}
