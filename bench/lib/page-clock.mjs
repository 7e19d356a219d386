// The page's clock in terms of ours. Both read the same monotonic clock but count from different starts, so one number
// turns one into the other. Each look at the page's clock lies between two looks at ours, and that bounds the number.
import { monotonicMs } from './small-process.mjs'

/** A page that may not share memory sees its clock in steps of 0.1 ms. */
const pageStepMs = 0.1
const looks = 60

/** @returns {Promise<{ offsetMs: number, errorMs: number }>} ours = page's + offset, give or take the error */
export async function readPageClock(page) {
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY
  for (let look = 0; look < looks; look++) {
    const before = monotonicMs()
    const there = await page.evaluate(() => performance.now())
    const after = monotonicMs()
    least = Math.max(least, before - there)
    most = Math.min(most, after - there)
  }
  return { offsetMs: (least + most) / 2, errorMs: (most - least) / 2 + pageStepMs }
}
