// The app's repo process, which notes when each delta has been posted to a window: a line with milliseconds of the
// monotonic clock for each. Written 50 ms later, as a write would be in the way of what is measured.
import { appendFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const file = process.env.FIREBREAK_BENCH_POSTED_DELTAS
const { parentPort } = process
const listen = parentPort.on.bind(parentPort)

parentPort.on = (event, listener) =>
  listen(event, (message) => {
    for (const port of message.ports ?? []) noteDeltas(port)
    listener(message)
  })

function noteDeltas(port) {
  const post = port.postMessage.bind(port)
  port.postMessage = (message) => {
    post(message)
    const postedAtMs = Number(process.hrtime.bigint()) / 1e6
    if (message?.type === 'delta') setTimeout(() => appendFileSync(file, `${postedAtMs}\n`), 50)
  }
}

await import(pathToFileURL(process.argv.at(-1)).href)
