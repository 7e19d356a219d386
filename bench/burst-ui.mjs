// 10,000 files are saved at once while the live diff window is open: it has to stay usable, and to list all of them.
import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from './lib/asked-process.mjs'
import { makeTreeFast } from './lib/fast-tree.mjs'
import { openLiveDiff, withFolder } from './lib/firebreak.mjs'
import { short } from './lib/rows.mjs'
import { longestTask, traceTasks } from './lib/trace.mjs'

const saved = 10_000
const tree = { files: 12_000, folders: 3_200 }
const allowedMs = 50
const warmUpFiles = 20
/** After the list is complete: the change closes, is captured and counted. */
const settleMs = 5_000
const patience = { timeout: 180_000 }

const noOp = `never: all ${saved.toLocaleString('en')} files have to be in the list in the end, each by its name`

/** @type {import('./benches.mjs').Bench} */
export const burstUi = {
  what: '10,000 files saved at once, seen from the window',
  rows: [
    {
      id: 'burst-ui',
      what: 'longest task of the page while 10,000 files are saved and until all are listed; ratio to 50 ms',
      unit: 'ms',
      reference: '50 ms',
      target: 1,
      noOp,
    },
  ],
  run: (say) => withFolder((folder) => measure({ folder: realpathSync(folder), say })),
}

async function measure({ folder, say }) {
  const repo = path.join(folder, 'repository')
  await makeTreeFast(repo, tree)
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: repo, encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\0')
  const [warm, wanted] = [paths.slice(0, warmUpFiles), paths.slice(warmUpFiles, warmUpFiles + saved)]
  const other = startAsked(path.join(import.meta.dirname, 'saving-process.mjs'))
  const save = (files, line) => other.ask('saveAll', { files: files.map((file) => path.join(repo, file)), line })
  const { app, page, close } = await openLiveDiff({ repo, home: path.join(folder, 'home'), beforePage: () => {} })
  try {
    await save(warm, '// warm')
    await isListed(page, warm.length)
    await sleep(settleMs)
    await page.evaluate(watchFrames)
    const { done, tasks } = await traceTasks(app, page, async () => {
      const { ms } = await save(wanted, '// saved')
      const writtenAt = performance.now()
      await isListed(page, warm.length + wanted.length)
      const listedMs = performance.now() - writtenAt
      await sleep(settleMs)
      return { ms, listedMs }
    })
    const frames = await page.evaluate(() => window.benchFrames())
    await namesAll(page, [...warm, ...wanted])
    say('control: every one of the files is in the list by its name')
    return judge({ done, tasks, frames })
  } finally {
    other.end()
    await close()
  }
}

/** The summary counts the files; the list of names is looked at afterwards, as it is as long as the window is high. */
function isListed(page, count) {
  return page.waitForFunction(
    (words) => document.querySelector('main')?.textContent.includes(words),
    ` ${count.toLocaleString('en')} files`,
    patience,
  )
}

/** Scrolls through the list of files and reads every name. */
async function namesAll(page, paths) {
  const found = await page.evaluate(async () => {
    const list = document.querySelector('[aria-label="Files"]')
    const box = list.scrollHeight > list.clientHeight ? list : list.closest('nav, aside, div')
    const names = new Set()
    for (let y = 0; y < box.scrollHeight; y += box.clientHeight / 2) {
      box.scrollTop = y
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      for (const { dataset } of list.querySelectorAll('[data-path]')) names.add(dataset.path)
    }
    return [...names]
  })
  const missing = new Set(paths)
  for (const name of found) missing.delete(name)
  if (missing.size > 0) throw new Error(`${missing.size} saved files are not in the list, such as ${[...missing][0]}`)
}

/** Runs in the page: asks for a frame after each pause, and remembers how long it then had to wait for one. */
function watchFrames() {
  // Without the display's pace each frame would follow the other, and the looking itself would be the load.
  const pauseMs = 12
  const waits = []
  let askedAt = performance.now()
  const frame = () => {
    const now = performance.now()
    waits.push(now - askedAt)
    askedAt = now + pauseMs
    setTimeout(() => requestAnimationFrame(frame), pauseMs)
  }
  requestAnimationFrame(frame)
  window.benchFrames = () => waits
}

function judge({ done, tasks, frames }) {
  const longest = longestTask(tasks)
  const slowTasks = tasks.filter(({ ms }) => ms > allowedMs).length
  const slowFrames = frames.filter((ms) => ms > allowedMs).length
  return {
    'burst-ui': {
      value: longest.ms,
      base: allowedMs,
      notes: [
        `written in ${short(done.ms)} ms, all counted ${short(done.listedMs)} ms later; watched for ${short(settleMs)} ms more`,
        `tasks above ${allowedMs} ms: ${slowTasks} of ${tasks.length}; the longest had the processor for ${short(longest.cpuMs)} ms`,
        // No row of its own: what waits for a frame also waits for a processor that the writer has.
        `longest wait for a frame ${short(Math.max(...frames))} ms; waits above ${allowedMs} ms: ${slowFrames} of ${frames.length}`,
      ],
    },
  }
}
