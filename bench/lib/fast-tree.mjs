// A large repository in seconds: git itself makes the commit out of a stream and writes the files, and we write none.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { editedFile, folderNames, sourceLines } from './generated-tree.mjs'
import { randomNumbers } from './random-numbers.mjs'

const editedLines = 800
/** git looks twice at files that were written in the second of its index. */
const settleMs = 1_100

/** Makes, commits and checks out the tree in `folder`, packed as after a clone. Answers the text of the edited file. */
export async function makeTreeFast(folder, { files, folders }) {
  mkdirSync(folder)
  const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'user.name', 'Bench')
  git('config', 'user.email', 'bench@example.invalid')
  git('config', 'gc.auto', '0')
  const random = randomNumbers(files)
  const names = folderNames(folders, random)
  const edited = text(editedLines, random)
  await fastImport(folder, function* () {
    yield 'commit refs/heads/main\ncommitter Bench <bench@example.invalid> 1700000000 +0000\ndata 9\ngenerated\n'
    yield file(editedFile, edited)
    for (let at = 1; at < files; at++) {
      yield file(`${names[at % names.length]}/module-${at}.ts`, text(10 + Math.floor(random() * 40), random))
    }
  })
  git('read-tree', 'HEAD')
  git('checkout-index', '--all', '--quiet', '--index')
  await sleep(settleMs)
  if (git('status', '--porcelain') !== '') throw new Error('the generated tree is not clean')
  return edited
}

function text(count, random) {
  return `${sourceLines(count, random).join('\n')}\n`
}

/** All is ASCII, so that characters are bytes. */
function file(name, content) {
  return `M 100644 inline ${name}\ndata ${content.length}\n${content}\n`
}

async function fastImport(cwd, stream) {
  const child = spawn('git', ['fast-import', '--quiet'], { cwd, stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  for (const part of stream()) {
    if (!child.stdin.write(part)) await new Promise((resolve) => child.stdin.once('drain', resolve))
  }
  child.stdin.end()
  const code = await ended
  if (code !== 0) throw new Error(`git fast-import ended with ${code} in ${path.basename(cwd)}`)
}
