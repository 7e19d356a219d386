// A past for the pictures of the limits history: a week of work that leads to what the app reads now.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { root } from './project.mjs'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What the app has recorded by now, as the command line reads it. */
function recorded(dataFolder) {
  const output = execFileSync(
    process.execPath,
    [path.join(root, 'out', 'cli', 'firebreak.js'), 'limits', '--history', '--json'],
    { env: { ...process.env, FIREBREAK_HOME: dataFolder }, encoding: 'utf8' },
  )
  return JSON.parse(output).windows
}

/** Somebody who works in two stretches a day, the second of which goes on until now. */
function isWorking(at, now) {
  const hoursAgo = ((now - at) / HOUR) % 24
  return hoursAgo < 3.5 || (hoursAgo > 4.5 && hoursAgo < 8)
}

/** Readings every ten minutes over the last week, which end at what was read now. */
function pastOf({ accountId, limitId, minutes, samples }, now) {
  const { leftPercent, resetsAt } = samples.at(-1)
  const length = minutes * MINUTE
  const resetNow = Date.parse(resetsAt)
  const worked = (from, to) => {
    let sum = 0
    for (let at = from; at < to; at += 10 * MINUTE)
      if (isWorking(at, now)) sum += 1 + 0.5 * Math.sin(at / (40 * MINUTE))
    return sum
  }
  const pace = (100 - leftPercent) / Math.max(1, worked(resetNow - length, now))
  const past = []
  for (let at = now - 7 * 24 * HOUR; at < now - 5 * MINUTE; at += 10 * MINUTE) {
    const resets = resetNow - Math.floor((resetNow - at) / length) * length
    const used = Math.min(100, Math.round(worked(resets - length, at) * pace))
    // The computer is off at night.
    if (((now - at) / HOUR) % 24 > 10) continue
    past.push({ accountId, limitId, windowMinutes: minutes, at, usedPercent: used, resetsAt: resets })
  }
  return past
}

/** Puts that past into the history of a running app; it is seen after the next start. */
export async function giveLimitsPast(app, dataFolder) {
  const now = Date.now()
  const samples = recorded(dataFolder).flatMap((window) => pastOf(window, now))
  await app.evaluate(
    ({ utilityProcess }, { script, file, message }) =>
      new Promise((resolve) => {
        const child = utilityProcess.fork(script, [], { env: { ...process.env, FIREBREAK_HISTORY: file } })
        child.once('message', () => child.postMessage('end', []))
        child.once('exit', () => resolve(null))
        child.postMessage(message, [])
      }),
    {
      script: path.join(root, 'out', 'history', 'index.js'),
      file: path.join(dataFolder, 'limits.sqlite'),
      message: { id: 1, request: { type: 'write', samples, now } },
    },
  )
}
