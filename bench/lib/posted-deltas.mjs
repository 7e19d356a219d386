// When the repo process has posted each delta, seen from inside it: the built app runs as it is, with a file loaded
// before its main process that listens to the ports of its repo process.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** @param {string} file where the moments are written, one in each line; not there yet */
export function postedDeltas(file) {
  return {
    launch: {
      args: ['-r', path.join(import.meta.dirname, '..', 'posted-deltas', 'main.cjs')],
      env: { FIREBREAK_BENCH_POSTED_DELTAS: file },
    },
    /** @returns {number[]} milliseconds of the monotonic clock, in the order in which they were posted */
    moments: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number) : []),
  }
}
