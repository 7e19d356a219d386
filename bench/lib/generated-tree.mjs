// A repository of a given size, the same every time, with one source file that the benches edit.
import { execFileSync } from 'node:child_process'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { randomNumbers } from './random-numbers.mjs'

/** Files and folders as counted in vuejs/core, prettier and Linux 6.1. */
export const treeSizes = {
  small: { files: 700, folders: 105 },
  medium: { files: 9_000, folders: 3_200 },
  large: { files: 78_000, folders: 5_100 },
}

/** The file that is edited: 800 lines, some 30 kB. */
export const editedFile = 'src/edited.ts'
/** Counted from 1, as an editor does. */
export const editedLine = 31

const editedLines = 800

/** Makes and commits the tree in `folder`, which must not exist yet. Answers the lines of the edited file. */
export function makeTree(folder, { files, folders }) {
  const random = randomNumbers(files)
  const names = folderNames(folders, random)
  for (const name of names) mkdirSync(path.join(folder, name), { recursive: true })
  for (let at = 1; at < files; at++) {
    write(
      path.join(folder, names[at % names.length], `module-${at}.ts`),
      sourceLines(10 + Math.floor(random() * 40), random),
    )
  }
  const edited = sourceLines(editedLines, random)
  write(path.join(folder, editedFile), edited)
  const git = (...args) => execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'user.name', 'Bench')
  git('config', 'user.email', 'bench@example.invalid')
  git('config', 'gc.auto', '0')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'generated')
  return edited
}

/** Each folder lies in an earlier one, at most six deep, so that depth and width grow as in a real project. */
export function folderNames(count, random) {
  const names = ['src']
  while (names.length < count) {
    const parent = names[Math.floor(random() * names.length)]
    if (parent.split('/').length < 6) names.push(`${parent}/p${names.length}`)
  }
  return names
}

/** Lines of ASCII. */
export function sourceLines(count, random) {
  const word = () => Math.floor(random() * 1e6).toString(36)
  return Array.from({ length: count }, (_, at) => `export const ${word()}${at} = call('${word()}', ${at})`)
}

/** An hour old: git hashes a file that is as young as its index again each time, and that would slow the reference. */
function write(file, lines) {
  writeFileSync(file, `${lines.join('\n')}\n`)
  const anHourAgo = Date.now() / 1000 - 3600
  utimesSync(file, anHourAgo, anHourAgo)
}
