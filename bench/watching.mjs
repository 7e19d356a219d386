// The repo process on a repository of 78,000 files: starting to watch, resting, and bursts of saves.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startUtility } from './lib/asked-process.mjs'
import { bundle } from './lib/bundle.mjs'
import { makeTreeFast } from './lib/fast-tree.mjs'
import { withFolder } from './lib/firebreak.mjs'
import { treeSizes } from './lib/generated-tree.mjs'
import { kindOf, memoryOf, nodeServices, processTree, watchCount } from './lib/process-tree.mjs'
import { short } from './lib/rows.mjs'
import { startSmallProcess } from './lib/small-process.mjs'
import { median } from './lib/stats.mjs'

const { files, folders } = treeSizes.large
const rounds = 3
const ignoredFiles = 50_000
const burst = 10_000
const overflow = 40_000
/** After a burst the process is at rest again within this time. */
const burstRestMs = 5_000
/** git is asked no more after a minute without a question. */
const restMs = 75_000
const idleMs = 20_000
const patienceMs = 120_000

const one = (id, what, unit, reference, target, noOp) => ({ id, what, unit, reference, target, noOp })
const notThere = 'never: the process has to watch every folder and to list what git lists'

/** @type {import('./benches.mjs').Bench} */
export const watching = {
  what: `Watching ${files} files`,
  rows: [
    one('watch-start', 'wish to be watching', 'ms', 'git ls-files -co', 5, notThere),
    one('watch-count', 'watches', 'watches', 'folders and 20', 1, notThere),
    one('watch-ignored', `watches that ${ignoredFiles} ignored files add`, 'watches', 'five', 1, notThere),
    one('repo-memory', 'private memory', 'MB', 'an empty utilityProcess and 45 MB', 1, notThere),
    one('repo-idle', `processor time in ${idleMs / 1000} s of rest; no git may be there`, '%', '0.05 %', 1, notThere),
    one('repo-spawn', 'standing still to start a child', 'ms', 'an empty utilityProcess', 2, notThere),
    one('burst-watch', `processor time for ${burst} files saved at once`, 's', '1.5 s', 1, notThere),
    one('overflow', `files missed of ${overflow} written while it stood still`, 'files', 'one', 0, notThere),
    one('index-writes', 'times the index of the repository changed in all this', 'times', 'once', 0, notThere),
  ],
  run: (say) => withFolder((folder) => measure(realpathSync(folder), say)),
}

async function measure(folder, say) {
  if (process.platform !== 'linux') throw new Error('watches and memory are counted on Linux only')
  const repo = path.join(folder, 'repository')
  await makeTreeFast(repo, { files, folders })
  say('the tree is made')
  const git = (...args) => execFileSync('git', args, { cwd: repo, encoding: 'utf8', maxBuffer: 2 ** 28 })
  const tracked = git('ls-files', '-z').split('\0').slice(0, -1)
  const index = () =>
    createHash('sha256')
      .update(readFileSync(path.join(repo, '.git', 'index')))
      .digest('hex')
  const indexBefore = index()
  const script = await bundle('repo-process', folder)
  const empty = await bundle('empty-process', folder)
  const start = await startRounds({ folder, repo, script })
  const still = await atRest({ folder, repo, script, empty, say })
  const bursts = await burstsOf({ folder, repo, script, git, tracked })
  const ignored = await withIgnored({ folder, repo, script, before: still.watches })
  const directories = new Set(tracked.flatMap(parents)).size + 1
  return {
    'watch-start': start,
    'watch-count': { value: still.watches, base: directories + 20, notes: [`${directories} folders`] },
    'watch-ignored': { value: ignored, base: 5 },
    ...still.rows,
    ...bursts,
    'index-writes': { value: index() === indexBefore ? 0 : 1, base: 1 },
  }
}

/** Starts the repo process in an Electron of its own, and has it watch. */
async function startWatching({ folder, repo, script, name }) {
  const host = startUtility(script, path.join(folder, `electron-${name}`))
  const { ms } = await host.ask('open', { repo, home: path.join(folder, `home-${name}`) })
  const [pid] = nodeServices(host.pid)
  if (pid === undefined) throw new Error('there is no repo process')
  return { ...host, ms, servicePid: pid }
}

async function startRounds({ folder, repo, script }) {
  const small = startSmallProcess()
  const [ours, gits] = [[], []]
  try {
    for (let round = 1; round <= rounds; round++) {
      gits.push(await small.timeGit(['ls-files', '-c', '-o', '--exclude-standard'], repo))
      const host = await startWatching({ folder, repo, script, name: `start-${round}` })
      ours.push(host.ms)
      await ended(host)
    }
  } finally {
    small.end()
  }
  const all = (list) => list.map(short).join(', ')
  return { value: median(ours), base: median(gits), notes: [`each, ms: ${all(ours)}; git ${all(gits)}`] }
}

/** Memory, processor time and children of the repo process once nothing happens, against a utilityProcess that is empty. */
async function atRest({ folder, repo, script, empty, say }) {
  const nothing = startUtility(empty, path.join(folder, 'electron-empty'))
  const host = await startWatching({ folder, repo, script, name: 'rest' })
  try {
    say(`watching; it rests for ${restMs / 1000} s`)
    await sleep(restMs)
    const before = (await host.ask('cpu')).seconds
    await sleep(idleMs)
    // The two questions themselves cost less than a millisecond.
    const percent = (((await host.ask('cpu')).seconds - before) / (idleMs / 1000)) * 100
    const others = processTree(host.servicePid).filter((pid) => pid !== host.servicePid)
    if (others.length > 0) throw new Error(`at rest there still is ${others.map(kindOf).join(', ')}`)
    const own = memoryOf(host.servicePid).own
    const [emptyPid] = nodeServices(nothing.pid)
    const emptyOwn = memoryOf(emptyPid).own
    const watches = watchCount(host.servicePid)
    if (watches < folders) throw new Error(`the repo process holds only ${watches} watches`)
    const spawns = { ours: [], empty: [] }
    for (let round = 0; round < rounds; round++) {
      spawns.ours.push(...(await host.ask('spawnCost')).ms)
      spawns.empty.push(...(await nothing.ask('spawnCost')).ms)
    }
    return {
      watches,
      rows: {
        'repo-memory': {
          value: own,
          base: emptyOwn + 45,
          notes: [`an empty utilityProcess takes ${short(emptyOwn)} MB`],
        },
        'repo-idle': { value: percent, base: 0.05 },
        'repo-spawn': { value: median(spawns.ours), base: median(spawns.empty) },
      },
    }
  } finally {
    await ended(host)
    await ended(nothing)
  }
}

async function burstsOf({ folder, repo, script, git, tracked }) {
  const host = await startWatching({ folder, repo, script, name: 'burst' })
  const untilListed = async (what) => {
    const wanted = git('diff-files', '--name-only', '-z').split('\0').slice(0, -1)
    const until = Date.now() + patienceMs
    for (;;) {
      const { count } = await host.ask('listedCount')
      if (count !== wanted.length && Date.now() <= until) {
        await sleep(250)
        continue
      }
      // Sending the names is the bench's wish, so it comes after the time is read.
      const { seconds } = await host.ask('cpu')
      const listed = new Set((await host.ask('listed')).paths ?? [])
      const missing = wanted.filter((name) => !listed.has(name))
      if ((missing.length === 0 && listed.size === wanted.length) || Date.now() > until) {
        if (wanted.length < what) throw new Error(`git lists only ${wanted.length} of ${what}`)
        return { missing: missing.length + Math.max(0, listed.size - wanted.length), seconds }
      }
      await sleep(250)
    }
  }
  const save = (names) => {
    for (const name of names) appendFileSync(path.join(repo, name), '// saved\n')
  }
  try {
    const before = (await host.ask('cpu')).seconds
    save(tracked.slice(0, burst))
    const { missing, seconds } = await untilListed(burst)
    if (missing > 0) throw new Error(`${missing} of ${burst} saved files were not listed`)
    // What begins once they are listed: what was missed is looked for, and files that may hold secrets are looked into.
    await sleep(burstRestMs)
    const rested = (await host.ask('cpu')).seconds

    const blocked = host.ask('block', { ms: 20_000 })
    save(tracked.slice(burst, burst + overflow))
    await blocked
    const lost = await untilListed(burst + overflow)
    return {
      'burst-watch': {
        value: seconds - before,
        base: 1.5,
        notes: [
          'until all are listed, readings of status included',
          `with all that follows in ${burstRestMs / 1000} s: ${short(rested - before)} s`,
        ],
      },
      overflow: { value: lost.missing, base: 1 },
    }
  } finally {
    await ended(host)
  }
}

/** Watches that a folder full of ignored files adds. */
async function withIgnored({ folder, repo, script, before }) {
  writeFileSync(path.join(repo, '.git', 'info', 'exclude'), 'node_modules/\n')
  for (let at = 0; at < ignoredFiles; at++) {
    const package_ = path.join(
      repo,
      'node_modules',
      `package-${Math.floor(at / 80)}`,
      `part-${Math.floor(at / 8) % 10}`,
    )
    if (at % 8 === 0 && !existsSync(package_)) mkdirSync(package_, { recursive: true })
    writeFileSync(path.join(package_, `file-${at}.js`), '')
  }
  const host = await startWatching({ folder, repo, script, name: 'ignored' })
  try {
    return Math.max(0, watchCount(host.servicePid) - before)
  } finally {
    await ended(host)
  }
}

async function ended(host) {
  host.end()
  const until = Date.now() + 20_000
  while (existsSync(`/proc/${host.pid}`) && Date.now() < until) await sleep(50)
}

function parents(file) {
  const parts = file.split('/').slice(0, -1)
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}
