// What the main thread of one page is busy with, from Chromium's own tracing of the running app.
import { readFileSync, rmSync } from 'node:fs'

/** Traces the app while `work` runs. Answers what `work` did, and the tasks of the page's main thread in ms. */
export async function traceTasks(app, page, work) {
  const window = await app.browserWindow(page)
  const pid = await window.evaluate((one) => one.webContents.getOSProcessId())
  await app.evaluate(({ contentTracing }) => contentTracing.startRecording({ included_categories: ['toplevel'] }))
  const stop = () => app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  const done = await work().catch(async (error) => {
    rmSync(await stop(), { force: true })
    throw error
  })
  const file = await stop()
  try {
    return { done, tasks: mainThreadTasks(JSON.parse(readFileSync(file, 'utf8')).traceEvents, pid) }
  } finally {
    rmSync(file, { force: true })
  }
}

function mainThreadTasks(events, pid) {
  const main = events.find(
    ({ ph, pid: of, name, args }) =>
      ph === 'M' && of === pid && name === 'thread_name' && args.name === 'CrRendererMain',
  )
  if (main === undefined) throw new Error('the trace does not name the main thread of the page')
  const tasks = events
    .filter(({ ph, pid: of, tid, name }) => ph === 'X' && of === pid && tid === main.tid && isTask(name))
    .map(({ ts, dur, tdur }) => ({ atMs: ts / 1000, ms: dur / 1000, cpuMs: (tdur ?? Number.NaN) / 1000 }))
  if (tasks.length === 0) throw new Error('the trace holds no task of the page')
  return tasks
}

/** The longest by the clock on the wall. */
export function longestTask(tasks) {
  return tasks.reduce((longest, task) => (task.ms > longest.ms ? task : longest))
}

/** Chromium has had both names for it. */
function isTask(name) {
  return name === 'ThreadControllerImpl::RunTask' || name === 'RunTask'
}
