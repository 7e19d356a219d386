// From a save by another program to its text painted in the live diff window, on trees of three sizes.
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLiveDiff, withFolder } from './lib/firebreak.mjs'
import { makeTreeFast } from './lib/fast-tree.mjs'
import { editedFile, editedLine, treeSizes } from './lib/generated-tree.mjs'
import { readPageClock } from './lib/page-clock.mjs'
import { floorMs, lookFor, noteDeltas, seen } from './lib/page-probe.mjs'
import { postedDeltas } from './lib/posted-deltas.mjs'
import { nodeServices } from './lib/process-tree.mjs'
import { short } from './lib/rows.mjs'
import { startSmallProcess } from './lib/small-process.mjs'
import { median, p10, p90 } from './lib/stats.mjs'

const warmUps = 4
const samples = 25
/** Long enough for a change to close and be captured, so that each save meets a window at rest. */
const restMs = 1_200
const patienceMs = 10_000
/** A process of Node's own size; above, git would look slower than it is. */
const smallMegabytes = 60

const sizes = ['small', 'medium', 'large']
/** Largest ratio to `git diff HEAD -- path`: git reads its whole index for that, so it grows with the tree. */
const targets = { small: 2.5, medium: 1.4, large: 0.35 }
const noOp = 'never: a tag that is not painted fails the run (tried with the repo process stopped)'

/** @type {import('./benches.mjs').Bench} */
export const saveToPainted = {
  what: 'Save to painted, one 30 kB file among 700, 9,000 and 78,000',
  rows: [
    ...sizes.map((size) => ({
      id: `save-to-painted-${size}`,
      what: `save to painted, one 30 kB file among ${treeSizes[size].files}; ratio to git diff HEAD -- path`,
      unit: 'ms',
      reference: 'git diff HEAD -- path',
      target: targets[size],
      noOp,
    })),
    {
      id: 'save-to-painted-growth',
      what: `the same among ${treeSizes.large.files}; ratio to ${treeSizes.small.files}`,
      unit: 'ms',
      reference: `among ${treeSizes.small.files}`,
      target: 1.2,
      noOp,
    },
    {
      id: 'save-to-delta',
      what: 'save to delta posted to the window, median of the three trees; ratio to starting a process',
      unit: 'ms',
      reference: 'git --version',
      target: 1,
      noOp,
    },
  ],
  run: (say) => withFolder((folder) => measure({ folder: realpathSync(folder), say })),
}

/** All three windows are open at once and saved to in turn, so that a busy moment of the machine meets each alike. */
async function measure({ folder, say }) {
  const small = startSmallProcess()
  const trees = []
  try {
    for (const size of sizes) trees.push(await openTree({ folder, size, small, say }))
    for (let at = 0; at < samples; at++) for (const tree of trees) await tree.sample()
    return judge(await Promise.all(trees.map((tree) => tree.end())), await small.megabytes())
  } finally {
    small.end()
    for (const tree of trees) await tree.close()
  }
}

async function openTree({ folder, size, small, say }) {
  const repo = path.join(folder, `tree-${size}`)
  const lines = (await makeTreeFast(repo, treeSizes[size])).split('\n').slice(0, -1)
  const posted = postedDeltas(path.join(folder, `posted-${size}`))
  const window = await openLiveDiff({
    repo,
    home: path.join(folder, `home-${size}`),
    beforePage: noteDeltas,
    launch: posted.launch,
  })
  try {
    const edits = createEdits({ page: window.page, small, repo, lines })
    for (let at = 0; at < warmUps; at++) await edits.next()
    if (size === 'small') await tellsNoOp({ edits, pid: window.pid, say })
    const floors = []
    for (let at = 0; at < 9; at++) floors.push(await floorMs(window.page, editedFile, `floor_${at}_`))
    const clocks = [await readPageClock(window.page)]
    const found = { painted: [], posted: [], arrived: [], drawn: [], framed: [], diff: [], version: [] }
    return {
      async sample() {
        found.diff.push(await small.timeGit(['diff', 'HEAD', '--', editedFile], repo))
        found.version.push(await small.timeGit(['--version'], repo))
        const one = await edits.next()
        found.painted.push(one.paintedAtMs - one.savedAtMs)
        found.posted.push(posted.moments()[one.deltas - 1] - one.savedAtMs)
        found.arrived.push(one.deltaAtMs - one.savedAtMs)
        found.drawn.push(one.inTextAtMs - one.deltaAtMs)
        found.framed.push(one.paintedAtMs - one.inTextAtMs)
      },
      async end() {
        clocks.push(await readPageClock(window.page))
        return inOurTime({ size, found, clocks, floor: median(floors) })
      },
      close: window.close,
    }
  } catch (error) {
    await window.close()
    throw error
  }
}

/** Saves the file with a new tag in one line, in place and by rename in turn, and waits until the tag is painted. */
function createEdits({ page, small, repo, lines }) {
  let count = 0
  const begin = async () => {
    count++
    const tag = `tag_${count}_${Math.floor(Math.random() * 1e9).toString(36)}_`
    const text = `${lines.with(editedLine - 1, `export const ${tag} = ${count}`).join('\n')}\n`
    await lookFor(page, editedFile, tag)
    const savedAtMs = await small.save(path.join(repo, editedFile), text, count % 2 === 0 ? 'rename' : 'in-place')
    return { savedAtMs, found: (withinMs) => seen(page, withinMs) }
  }
  const rest = () => sleep(restMs + Math.random() * 50)
  return {
    begin,
    rest,
    /** Moments of one save: `savedAtMs` by our clock, the others by the page's. */
    async next() {
      const { savedAtMs, found } = await begin()
      const moments = await found(patienceMs)
      if (moments === null) throw new Error(`a saved line was not painted within ${patienceMs} ms`)
      if (!moments.inSight) throw new Error('the saved line was painted out of sight')
      if (moments.deltaAtMs === null) throw new Error('no delta was seen to come in')
      await rest()
      return { savedAtMs, ...moments }
    },
  }
}

/** With the repo process stopped nothing can be painted; a measurement that ends all the same measures something else. */
async function tellsNoOp({ edits, pid, say }) {
  const services = nodeServices(pid)
  if (services.length !== 1) throw new Error(`one repo process was expected, not ${services.length}`)
  for (const service of services) process.kill(service, 'SIGSTOP')
  let painted
  let late
  try {
    const { found } = await edits.begin()
    painted = await found(1_500)
    late = found
  } finally {
    for (const service of services) process.kill(service, 'SIGCONT')
  }
  if (painted !== null) throw new Error('a line was seen as painted while the repo process was stopped')
  if ((await late(patienceMs)) === null) throw new Error('the line did not come when the repo process went on')
  await edits.rest()
  say('control: nothing was painted while the repo process was stopped')
}

/** The page's moments turned into ours, and what the turning may be wrong by. */
function inOurTime({ size, found, clocks, floor }) {
  const offsetMs = (clocks[0].offsetMs + clocks[1].offsetMs) / 2
  const driftMs = Math.abs(clocks[0].offsetMs - clocks[1].offsetMs) / 2
  const errorMs = Math.max(clocks[0].errorMs, clocks[1].errorMs) + driftMs
  const painted = found.painted.map((ms) => ms + offsetMs)
  const arrived = found.arrived.map((ms) => ms + offsetMs)
  if (median(painted) <= floor)
    throw new Error(`${short(median(painted))} ms is not more than the page alone takes (${short(floor)} ms)`)
  // Whoever posts may have to make room for who receives before its call comes back: then it had been posted before.
  const posted = found.posted.map((ms, at) => Math.min(ms, arrived[at] + errorMs))
  if (!posted.every((ms) => ms > 0)) throw new Error('a delta was posted or received before its save')
  return { ...found, size, painted, posted, arrived, errorMs, floor }
}

function judge(trees, megabytes) {
  if (megabytes >= smallMegabytes) throw new Error(`git was started by a process of ${short(megabytes)} MB`)
  const [small, , large] = trees
  const row = ({ painted, posted, arrived, drawn, framed, diff, errorMs, floor }) => ({
    value: median(painted),
    base: median(diff),
    notes: [
      `n = ${painted.length}; p10 and p90 ${short(p10(painted))} and ${short(p90(painted))} ms, git ${short(p10(diff))} and ${short(p90(diff))} ms; clock error ≤ ${short(errorMs)} ms`,
      `save to delta posted ${short(median(posted))} ms, received ${short(median(arrived))} ms, to text in the page ${short(median(drawn))} more, to a frame passed ${short(median(framed))} more`,
      `floor, a line that the page writes by itself: ${short(floor)} ms; git was started by a process of ${short(megabytes)} MB`,
    ],
  })
  const posted = trees.flatMap((tree) => tree.posted)
  const version = trees.flatMap((tree) => tree.version)
  return {
    ...Object.fromEntries(trees.map((tree) => [`save-to-painted-${tree.size}`, row(tree)])),
    'save-to-painted-growth': { value: median(large.painted), base: median(small.painted) },
    'save-to-delta': {
      value: median(posted),
      base: median(version),
      notes: [
        `n = ${posted.length}; p10 and p90 ${short(p10(posted))} and ${short(p90(posted))} ms, git ${short(p10(version))} and ${short(p90(version))} ms; by tree: ${trees.map((tree) => `${tree.size} ${short(median(tree.posted) / median(tree.version))}`).join(', ')}`,
        'both by the monotonic clock; posted is when the call that posts has come back, at the latest when the window has it',
      ],
    },
  }
}
