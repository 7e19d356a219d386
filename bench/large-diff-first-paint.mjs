// A scope of 100,000 changed lines, from its data in the page to its first rows painted.
import { realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { withFolder } from './lib/firebreak.mjs'
import { isShown, largeFile, openLargeDiff } from './lib/large-diff.mjs'
import { short } from './lib/rows.mjs'
import { median } from './lib/stats.mjs'

const changedLines = 100_000
const runs = 7
const allowedMs = 200
const allowedRows = 700
const restMs = 1_000

/** @type {import('./benches.mjs').Bench} */
export const largeDiffFirstPaint = {
  what: 'First paint of 100,000 changed lines',
  rows: [
    {
      id: 'first-paint-100k',
      what: 'data of 100,000 changed lines in the page to its first rows painted, in a page just loaded; ratio to 200 ms',
      unit: 'ms',
      reference: '200 ms',
      target: 1,
      noOp: 'never: a changed line has to be painted in sight, and not before its data came',
    },
    {
      id: 'dom-rows-100k',
      what: 'lines and hunks in the page then, and at most while it is scrolled through; ratio to 700',
      unit: 'rows',
      reference: '700 rows',
      target: 1,
      noOp: 'fails: there have to be changed lines at every place looked at',
    },
  ],
  run: () => withFolder((folder) => measure(realpathSync(folder))),
}

async function measure(folder) {
  const { page, close } = await openLargeDiff({ folder, changedLines, beforePage: notePaint })
  try {
    const painted = []
    const rows = []
    let elements = 0
    for (let run = 0; run < runs; run++) {
      // A page that starts anew asks for everything anew, and its scripts are as cold as in a window just opened.
      await page.reload()
      await isShown(page, changedLines)
      await page.waitForFunction(() => window.benchFirst !== undefined)
      const first = await page.evaluate(() => window.benchFirst)
      if (!(first.paintedAtMs > first.dataAtMs)) throw new Error('rows were painted before their data came')
      painted.push(first.paintedAtMs - first.dataAtMs)
      rows.push(first.rows)
      elements = first.elements
      await sleep(restMs)
    }
    const whileScrolling = await mostRows(page)
    return {
      'first-paint-100k': {
        value: median(painted),
        base: allowedMs,
        notes: [`each run, ms: ${painted.map(short).join(', ')}; the data is there before it is decoded`],
      },
      'dom-rows-100k': {
        value: Math.max(...rows, whileScrolling),
        base: allowedRows,
        notes: [
          `at first paint ${Math.max(...rows)}, while scrolling ${whileScrolling}; ${elements} elements at first`,
        ],
      },
    }
  } finally {
    await close()
  }
}

/** Has to be in the page before its own scripts: notes when the files of a scope come in, and when a row of them is painted. */
function notePaint() {
  let dataAtMs
  const note = (event) => {
    const atMs = performance.now()
    if (event.data?.type === 'scope' && event.data.files.length > 0) dataAtMs ??= atMs
  }
  window.addEventListener('message', ({ ports }) => {
    for (const port of ports) port.addEventListener('message', note)
  })
  const afterFrame = (fn) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', fn)
      port1.start()
      port2.postMessage(null)
    })
  const observer = new MutationObserver(() => {
    const row = document.querySelector('section .line.added')
    if (row === null) return
    observer.disconnect()
    afterFrame(() => {
      const { top, bottom } = row.getBoundingClientRect()
      if (top < 0 || bottom > window.innerHeight || bottom <= top) return
      window.benchFirst = {
        dataAtMs,
        paintedAtMs: performance.now(),
        rows: document.querySelectorAll('section .line, section [aria-label^="Hunk"]').length,
        elements: document.querySelectorAll('*').length,
      }
    })
  })
  observer.observe(document, { subtree: true, childList: true })
}

/** The most rows that are in the page at any of 200 places of the diff. */
async function mostRows(page) {
  const found = await page.evaluate(async (file) => {
    const rows = document.querySelector('[aria-label="Changed lines"]')
    const counts = []
    for (let place = 0; place <= 200; place++) {
      rows.scrollTop = ((rows.scrollHeight - rows.clientHeight) * place) / 200
      await new Promise((resolve) => requestAnimationFrame(resolve))
      counts.push(document.querySelectorAll(`section[aria-label="${file}"] :is(.line, [aria-label^="Hunk"])`).length)
    }
    return counts
  }, `Diff of ${largeFile}`)
  if (Math.min(...found) === 0) throw new Error('there was a place without any row')
  return Math.max(...found)
}
