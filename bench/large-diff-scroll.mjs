// Scrolling through large diffs: frames that take so long that the eye sees them.
import { realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { withFolder } from './lib/firebreak.mjs'
import { openLargeDiff, scrollToMiddle } from './lib/large-diff.mjs'
import { short } from './lib/rows.mjs'
import { median } from './lib/stats.mjs'

const runs = 5
const frames = 90
const stepPx = 400
const slowMs = 50
/** In any one run; more is the value, whatever the median is. */
const allowedOnce = 1
const restMs = 1_000

/** @type {import('./benches.mjs').Bench} */
export const largeDiffScroll = {
  what: `Scrolling through 10,000 and 100,000 changed lines, ${frames} frames of ${stepPx} px`,
  rows: [scrollRow('scroll-10k', '10,000'), scrollRow('scroll-100k', '100,000')],
  run: (say) => withFolder((folder) => measure({ folder: realpathSync(folder), say })),
}

function scrollRow(id, lines) {
  return {
    id,
    what: `frames over ${slowMs} ms of ${frames}, ${lines} changed lines, median of ${runs} runs, or the most if that is above ${allowedOnce}`,
    unit: 'frames',
    reference: 'one frame',
    target: 0,
    noOp: 'never: every frame has to show other lines than the one before, and no empty view',
  }
}

async function measure({ folder, say }) {
  return {
    'scroll-10k': await scrolled({ folder, changedLines: 10_000, say }),
    'scroll-100k': await scrolled({ folder, changedLines: 100_000, say }),
  }
}

async function scrolled({ folder, changedLines, say }) {
  const { page, close } = await openLargeDiff({ folder, changedLines })
  try {
    await tellsNoOp(page, say)
    const done = []
    for (let run = 0; run < runs; run++) {
      await scrollToMiddle(page)
      await sleep(restMs)
      done.push(await scrollOn(page, stepPx))
    }
    return judge(done)
  } finally {
    await close()
  }
}

/**
 * Scrolls one step in each frame. Answers how long each frame took, how many showed the same first line as the one
 * before, and how many showed no line at all.
 */
function scrollOn(page, px) {
  return page.evaluate(
    async ([count, step]) => {
      const rows = document.querySelector('[aria-label="Changed lines"]')
      const { left, top, width, height } = rows.getBoundingClientRect()
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      /** The row in the middle, or the hunk between two. */
      const inSight = () => {
        const found = document.elementFromPoint(left + width / 2, top + height / 2)
        return found?.closest('.line')?.textContent ?? found?.closest('[aria-label^="Hunk"]')?.ariaLabel ?? null
      }
      const took = []
      let same = 0
      let empty = 0
      let shown = inSight()
      await nextFrame()
      let last = performance.now()
      for (let frame = 0; frame < count; frame++) {
        rows.scrollTop += step
        await nextFrame()
        const now = performance.now()
        took.push(now - last)
        last = now
        const found = inSight()
        if (found === null) empty++
        else if (found === shown) same++
        shown = found
      }
      return { took, same, empty }
    },
    [frames, px],
  )
}

/** The same look at a page that does not scroll has to say so. */
async function tellsNoOp(page, say) {
  const { same } = await scrollOn(page, 0)
  if (same !== frames) throw new Error('a page that stood still was taken for one that scrolls')
  say('control: a page that stands still is told from one that scrolls')
}

function judge(done) {
  const slow = done.map(({ took }) => took.filter((ms) => ms > slowMs).length)
  for (const { same, empty } of done) {
    if (same > 0) throw new Error(`${same} frames of ${frames} showed what the one before did`)
    if (empty > 0) throw new Error(`${empty} frames of ${frames} showed no line`)
  }
  const most = Math.max(...slow)
  return {
    value: most > allowedOnce ? most : median(slow),
    base: 1,
    notes: [
      `slow frames by run: ${slow.join(', ')}; longest frame ${short(Math.max(...done.flatMap(({ took }) => took)))} ms, median ${short(median(done.flatMap(({ took }) => took)))} ms`,
    ],
  }
}
