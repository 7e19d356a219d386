// Checkpoints of a repository of 80,000 files: the first one, the one after a change, and what they take on disk.
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bundle } from './lib/bundle.mjs'
import { startCheckpoints } from './lib/checkpoint-process.mjs'
import { makeTreeFast } from './lib/fast-tree.mjs'
import { withFolder } from './lib/firebreak.mjs'
import { editedFile, editedLine } from './lib/generated-tree.mjs'
import { short } from './lib/rows.mjs'
import { startSmallProcess } from './lib/small-process.mjs'
import { median, p10, p90 } from './lib/stats.mjs'

const largeTree = { files: 80_000, folders: 5_100 }
const smallTree = { files: 700, folders: 105 }
const warmSamples = 5
const coldSamples = 3
const changeSamples = 25
const warmUps = 5
const dropCaches = '/proc/sys/vm/drop_caches'

const status = ['status']
const never = 'never: the checkpoint is read back, and has to hold an edit that git was told to overlook'

const rows = [
  {
    id: 'first-checkpoint-large',
    what: `first full checkpoint of ${largeTree.files} files, page cache warm; ratio to git status`,
    unit: 'ms',
    reference: 'git status',
    target: 3,
    noOp: never,
  },
  {
    id: 'first-checkpoint-large-cold',
    what: 'the same with a page cache that was just dropped',
    unit: 'ms',
    reference: 'git status, just as cold',
    target: 3,
    noOp: never,
  },
  {
    id: 'change-checkpoint',
    what: `checkpoint of one 30 kB file that changed among ${largeTree.files}`,
    unit: 'ms',
    reference: 'git --version twice, and hashing the file',
    target: 1,
    noOp: 'never: each one is read back and has to hold the line just written',
  },
  {
    id: 'change-checkpoint-growth',
    what: `the same among ${largeTree.files}; ratio to ${smallTree.files}`,
    unit: 'ms',
    reference: `among ${smallTree.files}`,
    target: 1.3,
    noOp: 'never, as above',
  },
  {
    id: 'store-size',
    what: `the store after a checkpoint of ${largeTree.files} files with 20 MB that no commit has`,
    unit: 'MB',
    reference: 'these bytes, and those of the index',
    target: 1.2,
    noOp: 'never: some of the new files are read back',
  },
]

/** Only root may drop the page cache; without it there is no cold row. */
const canDrop = isWritable(dropCaches)

/** @type {import('./benches.mjs').Bench} */
export const largeRepository = {
  what: `Checkpoints of ${largeTree.files} files`,
  rows: rows.filter(({ id }) => canDrop || id !== 'first-checkpoint-large-cold'),
  run: (say) => withFolder((folder) => measure({ folder: realpathSync(folder), say })),
}

async function measure({ folder, say }) {
  const startedMs = Date.now()
  const script = await bundle('checkpoint-process', path.join(folder, 'script'))
  const large = { repo: path.join(folder, 'large'), home: path.join(folder, 'home-large') }
  const small = { repo: path.join(folder, 'small'), home: path.join(folder, 'home-small') }
  large.text = await makeTreeFast(large.repo, largeTree)
  small.text = await makeTreeFast(small.repo, smallTree)
  say(`two repositories made in ${Math.round((Date.now() - startedMs) / 1000)} s; load ${os.loadavg()[0].toFixed(1)}`)
  const git = startSmallProcess()
  try {
    const first = await measureFirst({ script, folder, git, repo: large.repo, text: large.text })
    const change = await measureChange({ script, git, large, small })
    const size = await measureSize({ script, folder, repo: large.repo })
    return { ...first, ...change, 'store-size': size }
  } finally {
    git.end()
  }
}

/** A first checkpoint is one into a store that did not exist, by a process that never took one. */
async function measureFirst({ script, folder, git, repo, text }) {
  const overlooked = `${text}// an edit under assume-unchanged\n`
  run(repo, 'update-index', '--assume-unchanged', editedFile)
  writeFileSync(path.join(repo, editedFile), overlooked)
  let stores = 0
  const once = async () => {
    forgetReference(repo)
    const home = path.join(folder, `home-first-${++stores}`)
    const process = await startCheckpoints(script, { repo, home })
    const done = await process.full(editedFile)
    const megabytes = await process.megabytes()
    process.end()
    rmSync(home, { recursive: true })
    if (done.text !== overlooked) throw new Error('the checkpoint does not hold what is on disk')
    if (done.checkpoint.files !== largeTree.files || !done.checkpoint.complete) {
      throw new Error(`the checkpoint has ${done.checkpoint.files} files, complete: ${done.checkpoint.complete}`)
    }
    return { ...done, megabytes }
  }
  const rounds = async (count, before) => {
    const found = { ours: [], git: [], last: null }
    for (let at = 0; at < count; at++) {
      before()
      found.git.push(await git.timeGit(status, repo))
      before()
      found.last = await once()
      found.ours.push(found.last.ms)
    }
    return found
  }
  try {
    await rounds(1, () => {})
    const warm = await rounds(warmSamples, () => {})
    const notes = [
      ...spread(warm),
      `${warm.last.calls} git commands, ${short(warm.last.megabytes)} MB in the process afterwards`,
    ]
    if (!canDrop) notes.push('cold: not measured, as the page cache cannot be dropped here')
    const measured = { 'first-checkpoint-large': { value: median(warm.ours), base: median(warm.git), notes } }
    if (!canDrop) return measured
    const cold = await rounds(coldSamples, coolDown)
    return {
      ...measured,
      'first-checkpoint-large-cold': { value: median(cold.ours), base: median(cold.git), notes: spread(cold) },
    }
  } finally {
    run(repo, 'update-index', '--no-assume-unchanged', editedFile)
    writeFileSync(path.join(repo, editedFile), text)
    run(repo, 'status')
  }
}

async function measureChange({ script, git, large, small }) {
  const processes = {
    large: await startCheckpoints(script, large),
    small: await startCheckpoints(script, small),
  }
  try {
    for (const process of Object.values(processes)) await process.full(editedFile)
    const found = { large: [], small: [], hash: [], version: [] }
    for (let at = -warmUps; at < changeSamples; at++) {
      const one = { version: await git.timeGit(['--version'], large.repo) }
      for (const [name, { repo, text }] of Object.entries({ large, small })) {
        const edited = withLine(text, `export const edit = ${at + 1000}`)
        writeFileSync(path.join(repo, editedFile), edited)
        one.hash = (await processes[name].hash(path.join(repo, editedFile))).ms
        const done = await processes[name].change(editedFile)
        if (!done.isNew || done.text !== edited) throw new Error('a change checkpoint does not hold the change')
        if (done.calls !== 0) throw new Error(`a change checkpoint started git ${done.calls} times`)
        one[name] = done.ms
      }
      if (at < 0) continue
      for (const [name, ms] of Object.entries(one)) found[name].push(ms)
    }
    const value = median(found.large)
    const spawn = median(found.version)
    const hash = median(found.hash)
    const notes = [
      `n = ${changeSamples}; p10 and p90 ${short(p10(found.large))} and ${short(p90(found.large))} ms; ${short(value / spawn)} of git --version`,
      `git --version ${short(spawn)} ms, hashing ${short(hash)} ms; no git was started`,
    ]
    return {
      'change-checkpoint': { value, base: 2 * spawn + hash, notes },
      'change-checkpoint-growth': { value, base: median(found.small) },
    }
  } finally {
    for (const process of Object.values(processes)) process.end()
    for (const { repo, text } of [large, small]) writeFileSync(path.join(repo, editedFile), text)
  }
}

async function measureSize({ script, folder, repo }) {
  const newFiles = 400
  const newBytes = 50_000
  mkdirSync(path.join(repo, 'new'))
  for (let at = 0; at < newFiles; at++) writeFileSync(path.join(repo, 'new', `${at}.bin`), randomBytes(newBytes))
  appendFileSync(path.join(repo, editedFile), '// edited\n')
  const process = await startCheckpoints(script, { repo, home: path.join(folder, 'home-size') })
  try {
    const done = await process.full('new/7.bin')
    if (done.text.length !== newBytes) throw new Error('a new file is not in the checkpoint')
    const index = statSync(path.join(repo, '.git', 'index')).size
    const unique = newFiles * newBytes + statSync(path.join(repo, editedFile)).size
    const value = bytesBelow(process.folder) / 1e6
    const all = bytesBelow(repo) / 1e6
    return {
      value,
      base: (unique + index) / 1e6,
      notes: [
        `${short(value / (unique / 1e6))} of the new files alone; the index takes ${short(index / 1e6)} MB as it is`,
        `the work tree and its repository take ${short(all)} MB`,
      ],
    }
  } finally {
    process.end()
  }
}

function withLine(text, line) {
  return text
    .split('\n')
    .with(editedLine - 1, line)
    .join('\n')
}

/** So that a store that did not exist before makes it itself. */
function forgetReference(repo) {
  for (const name of run(repo, 'for-each-ref', '--format=%(refname)', 'refs/firebreak').split('\n').filter(Boolean)) {
    run(repo, 'update-ref', '-d', name)
  }
}

function coolDown() {
  execFileSync('sync')
  writeFileSync(dropCaches, '3')
}

function spread({ ours, git }) {
  const range = (numbers) => `${short(Math.min(...numbers))} to ${short(Math.max(...numbers))} ms`
  const ratios = ours.map((ms, at) => short(ms / git[at]))
  return [
    `n = ${ours.length}; ours ${range(ours)}, git ${range(git)}; ratios one by one: ${ratios.join(', ')}`,
    `load ${os.loadavg()[0].toFixed(1)} on ${os.availableParallelism()} processors`,
  ]
}

function bytesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0)
}

function isWritable(file) {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function run(repo, ...args) {
  return execFileSync('git', args, { cwd: repo, encoding: 'utf8', maxBuffer: 2 ** 28 })
}
