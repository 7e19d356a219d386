// One edit in sight of a large diff that is scrolled to its middle: it has to cost what the edit is, not what is shown.
import { realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { withFolder } from './lib/firebreak.mjs'
import { firstRow, largeFile, openLargeDiff, scrollToMiddle, textOf } from './lib/large-diff.mjs'
import { readPageClock } from './lib/page-clock.mjs'
import { lookFor, noteDeltas, seen } from './lib/page-probe.mjs'
import { short } from './lib/rows.mjs'
import { startSmallProcess } from './lib/small-process.mjs'
import { median, p90 } from './lib/stats.mjs'
import { longestTask, traceTasks } from './lib/trace.mjs'

const warmUps = 3
const samples = 31
/** The median of so few wanders by a twentieth, and the target at 10,000 is a tenth: those two are saved to more often. */
const closeSamples = 62
const tracedSaves = 10
/** As with scrolling: one moment in which the machine does something else makes a longest task, and nothing of ours. */
const tracedRuns = 5
const restMs = 1_200
const patienceMs = 10_000
/** Half a pixel is what rounding to device pixels can do. */
const stillPx = 0.5

const noOp = 'never: a tag that is not painted fails the run, and so does a first row in sight that moves'

/** @type {import('./benches.mjs').Bench} */
export const largeDiffUpdate = {
  what: 'Update of a diff of 10,000 and 100,000 changed lines, scrolled to the middle',
  rows: [
    {
      id: 'update-10k',
      what: 'save to painted in a diff of 10,000 changed lines; ratio to one of 50 in a file as long',
      unit: 'ms',
      reference: 'a diff of 50 lines',
      target: 1.1,
      noOp,
    },
    {
      id: 'update-100k',
      what: 'save to painted in a diff of 100,000 changed lines; ratio to one of 50 in a file as long',
      unit: 'ms',
      reference: 'a diff of 50 lines',
      target: 2,
      noOp,
    },
    {
      id: 'update-10k-longest-task',
      what: `longest task of the page in ${tracedSaves} such saves at 10,000, median of ${tracedRuns} runs; ratio to 16 ms`,
      unit: 'ms',
      reference: '16 ms',
      target: 1,
      noOp: 'never: each of the traced saves has to be painted',
    },
  ],
  run: (say) => withFolder((folder) => measure({ folder: realpathSync(folder), say })),
}

/** A short file with 50 changed lines, and two long ones with 50 and with all that there is room for. */
const shortFile = { changedLines: 50, roomFor: 50 }
const longFiles = [10_000, 100_000].map((roomFor) => [
  { changedLines: 50, roomFor },
  { changedLines: roomFor, roomFor },
])

/** All windows are open at once and saved to in turn, so that a busy moment of the machine meets each alike. */
async function measure({ folder, say }) {
  const small = startSmallProcess()
  const diffs = []
  try {
    for (const size of [shortFile, ...longFiles.flat()]) diffs.push(await openDiff({ folder, ...size, small }))
    for (const diff of diffs) for (let at = 0; at < warmUps; at++) await diff.save()
    for (const diff of diffs) await diff.readClock()
    for (let at = 0; at < samples; at++) for (const diff of diffs) diff.found.push(await diff.save())
    const [, fiftyOf10k, tenThousand, , hundredThousand] = diffs
    for (let at = 0; at < closeSamples; at++)
      for (const diff of [fiftyOf10k, tenThousand]) diff.found.push(await diff.save())
    for (const diff of diffs) await diff.readClock()
    for (const diff of [tenThousand, hundredThousand]) await staysWhenAboveGrows({ diff, say })
    const longest = []
    for (let at = 0; at < tracedRuns; at++) longest.push(await tenThousand.longestTask())
    return judge(
      diffs.map((diff) => diff.inOurTime()),
      longest,
    )
  } finally {
    small.end()
    for (const diff of diffs) await diff.close()
  }
}

async function openDiff({ folder, changedLines, roomFor, small }) {
  const window = await openLargeDiff({ folder, changedLines, roomFor, beforePage: noteDeltas })
  const { app, page, file } = window
  const inSight = await scrollToMiddle(page).catch(async (error) => {
    await window.close()
    throw error
  })
  let { lines } = window
  let count = 0
  const clocks = []
  const write = (text) => small.save(file, text, count % 2 === 0 ? 'rename' : 'in-place')

  /** Saves the file with a new tag in the line in sight, in place and by rename in turn, until it is painted. */
  async function save() {
    count++
    const tag = `tag${count}_${Math.floor(Math.random() * 1e9).toString(36)}_`
    lines = lines.with(inSight - 1, `const ${tag} = ${count}`)
    const before = await firstRow(page)
    await lookFor(page, largeFile, tag)
    const savedAtMs = await write(textOf(lines))
    const moments = await seen(page, patienceMs)
    if (moments === null) throw new Error(`a saved line was not painted within ${patienceMs} ms`)
    if (!moments.inSight) throw new Error('the saved line was painted out of sight')
    if (moments.deltaAtMs === null) throw new Error('no delta was seen to come in')
    await sleep(restMs + Math.random() * 50)
    isStill(before, await firstRow(page), changedLines)
    return { savedAtMs, ...moments }
  }

  return {
    page,
    changedLines,
    close: window.close,
    found: [],
    save,
    readClock: async () => clocks.push(await readPageClock(page)),
    /** A line more in the first hunk, far above what is in sight. */
    async growAbove() {
      count++
      lines = lines.toSpliced(8, 0, `const above${count} = ${count}`)
      await write(textOf(lines))
      await page
        .getByText(`+${(changedLines / 2 + 1).toLocaleString('en')}`, { exact: true })
        .first()
        .waitFor({ timeout: patienceMs })
    },
    async longestTask() {
      const { tasks } = await traceTasks(app, page, async () => {
        for (let at = 0; at < tracedSaves; at++) await save()
      })
      return longestTask(tasks)
    },
    /** Save to delta received and to painted by our clock; the page's moments are turned into it. */
    inOurTime() {
      const offsetMs = (clocks[0].offsetMs + clocks[1].offsetMs) / 2
      const errorMs = Math.max(...clocks.map((clock) => clock.errorMs))
      return {
        errorMs,
        painted: this.found.map(({ paintedAtMs, savedAtMs }) => paintedAtMs + offsetMs - savedAtMs),
        arrived: this.found.map(({ deltaAtMs, savedAtMs }) => deltaAtMs + offsetMs - savedAtMs),
        drawn: this.found.map(({ inTextAtMs, deltaAtMs }) => inTextAtMs - deltaAtMs),
        inPage: this.found.map(({ paintedAtMs, deltaAtMs }) => paintedAtMs - deltaAtMs),
      }
    },
  }
}

/** What is read must not move either when lines are added far above it; this is not part of the times. */
async function staysWhenAboveGrows({ diff, say }) {
  const before = await firstRow(diff.page)
  await diff.growAbove()
  await sleep(restMs)
  const after = await firstRow(diff.page)
  // Its new line number is one more now.
  isStill({ ...before, text: '' }, after === null ? null : { ...after, text: '' }, diff.changedLines)
  say('control: a line more far above moved nothing in sight')
}

function isStill(before, after, changedLines) {
  if (before === null || after === null) throw new Error('there is no row in sight')
  const movedPx = Math.abs(after.y - before.y)
  if (after.text !== before.text || movedPx > stillPx)
    throw new Error(
      `what is read among ${changedLines} moved: ${JSON.stringify(before)} became ${JSON.stringify(after)}`,
    )
}

function judge([short50, fiftyOf10k, tenThousand, fiftyOf100k, hundredThousand], longest) {
  const row = ({ painted, arrived, drawn, inPage, errorMs }, reference) => ({
    value: median(painted),
    base: median(reference.painted),
    notes: [
      `n = ${painted.length}; p90 ${short(p90(painted))} ms, of the reference ${short(p90(reference.painted))} ms; clock error ≤ ${short(errorMs)} ms`,
      `save to delta received ${short(median(arrived))} ms (reference ${short(median(reference.arrived))}), from there to text in the page ${short(median(drawn))} ms (reference ${short(median(reference.drawn))})`,
      `50 changed lines in a file of 60 instead, which is written and read sooner: ${short(median(short50.painted))} ms, ratio ${short(median(painted) / median(short50.painted))}`,
      `the same two from the data in the page to painted: ${short(median(inPage))} and ${short(median(short50.inPage))} ms, ratio ${short(median(inPage) / median(short50.inPage))}`,
    ],
  })
  return {
    'update-10k': row(tenThousand, fiftyOf10k),
    'update-100k': row(hundredThousand, fiftyOf100k),
    'update-10k-longest-task': {
      value: median(longest.map(({ ms }) => ms)),
      base: 16,
      notes: [
        `each run, and how much of it on the processor: ${longest.map(({ ms, cpuMs }) => `${short(ms)} (${short(cpuMs)})`).join(', ')} ms`,
      ],
    },
  }
}
