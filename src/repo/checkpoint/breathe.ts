import { setImmediate } from 'node:timers/promises'

const sliceMs = 8

/**
 * For long loops of synchronous calls: awaits only when the last pause is a while ago, so that the process can serve
 * the watcher and the diff in between without paying for a pause at every step.
 */
export function createBreather(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < sliceMs) return undefined
    return setImmediate().then(() => {
      last = performance.now()
    })
  }
}
