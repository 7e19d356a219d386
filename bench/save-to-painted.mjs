// From a save by another program to its text painted in the live diff window, on trees of three sizes.
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLiveDiff, withFolder } from './lib/firebreak.mjs'
import { editedFile, editedLine, makeTree, treeSizes } from './lib/generated-tree.mjs'
import { readPageClock } from './lib/page-clock.mjs'
import { floorMs, lookFor, noteDeltas, seen } from './lib/page-probe.mjs'
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

/** Largest ratio to `git diff HEAD -- path`: git reads its whole index for that, so it grows with the tree. */
const targets = { small: 2.5, medium: 1.4 }

/** @param {'small' | 'medium'} size @returns {import('./benches.mjs').Bench} */
export function saveToPainted(size) {
  const painted = `save-to-painted-${size}`
  const { files } = treeSizes[size]
  return {
    what: `Save to painted, one 30 kB file among ${files}`,
    rows: [
      {
        id: painted,
        what: `save to painted, one 30 kB file among ${files}; ratio to git diff HEAD -- path`,
        unit: 'ms',
        reference: 'git diff HEAD -- path',
        target: targets[size],
        noOp: 'never: a tag that is not painted fails the run (tried with the repo process stopped)',
      },
    ],
    run: (say) => withFolder((folder) => withFolder((home) => measure({ id: painted, size, folder, home, say }))),
  }
}

async function measure({ id, size, folder, home, say }) {
  const repo = path.join(realpathSync(folder), `tree-${size}`)
  const lines = makeTree(repo, treeSizes[size])
  const small = startSmallProcess()
  const window = await openLiveDiff({ repo, home, beforePage: noteDeltas })
  try {
    const edits = createEdits({ page: window.page, small, repo, lines })
    for (let at = 0; at < warmUps; at++) await edits.next()
    await tellsNoOp({ edits, pid: window.pid, say })
    const floors = []
    for (let at = 0; at < 9; at++) floors.push(await floorMs(window.page, editedFile, `floor_${at}_`))

    const clocks = [await readPageClock(window.page)]
    const found = { painted: [], arrived: [], drawn: [], framed: [], diff: [], version: [] }
    for (let at = 0; at < samples; at++) {
      found.diff.push(await small.timeGit(['diff', 'HEAD', '--', editedFile], repo))
      found.version.push(await small.timeGit(['--version'], repo))
      const one = await edits.next()
      found.painted.push(one.paintedAtMs - one.savedAtMs)
      found.arrived.push(one.deltaAtMs - one.savedAtMs)
      found.drawn.push(one.inTextAtMs - one.deltaAtMs)
      found.framed.push(one.paintedAtMs - one.inTextAtMs)
    }
    clocks.push(await readPageClock(window.page))
    return { [id]: judge({ found, clocks, floors, megabytes: await small.megabytes() }) }
  } finally {
    small.end()
    await window.close()
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

function judge({ found, clocks, floors, megabytes }) {
  const offsetMs = (clocks[0].offsetMs + clocks[1].offsetMs) / 2
  const driftMs = Math.abs(clocks[0].offsetMs - clocks[1].offsetMs) / 2
  const errorMs = Math.max(clocks[0].errorMs, clocks[1].errorMs) + driftMs
  const painted = found.painted.map((ms) => ms + offsetMs)
  const arrived = found.arrived.map((ms) => ms + offsetMs)
  const value = median(painted)
  const base = median(found.diff)
  const floor = median(floors)
  if (megabytes >= smallMegabytes) throw new Error(`git was started by a process of ${short(megabytes)} MB`)
  if (value <= floor) throw new Error(`${short(value)} ms is not more than the page alone takes (${short(floor)} ms)`)
  return {
    value,
    base,
    notes: [
      `n = ${painted.length}; p10 and p90 ${short(p10(painted))} and ${short(p90(painted))} ms, git ${short(p10(found.diff))} and ${short(p90(found.diff))} ms; clock error ≤ ${short(errorMs)} ms`,
      `save to delta received ${short(median(arrived))} ms, to text in the page ${short(median(found.drawn))} more, to a frame passed ${short(median(found.framed))} more`,
      `save to delta received is ${short(median(arrived) / median(found.version))} of git --version (${short(median(found.version))} ms)`,
      `floor, a line that the page writes by itself: ${short(floor)} ms; git was started by a process of ${short(megabytes)} MB`,
    ],
  }
}
