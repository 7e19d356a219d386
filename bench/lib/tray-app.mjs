// Memory of a tray app and all its processes, once it has settled.
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRoot } from '../../scripts/lib/project.mjs'
import { kindOf, memoryOf, processTree } from './process-tree.mjs'
import { openTray } from './tray-icons.mjs'

const settleMs = 6_000
const patienceMs = 60_000
const farewellMs = 20_000

/**
 * Starts an app, waits until its tray icon is there and `missing(pid)` answers null, gives it some seconds to settle,
 * and adds up what its processes use, in megabytes. `missing` says in words what is not there yet.
 */
export async function trayAppMemory({ electron, args, env, missing = () => null }) {
  const tray = openTray()
  const child = spawn(electron, [...(isRoot ? ['--no-sandbox'] : []), ...args], { env, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    const lacks = async () => ((await tray.icons()) === 0 ? 'there is no tray icon' : missing(child.pid))
    await untilNothing(lacks)
    await sleep(settleMs)
    const lost = await lacks()
    if (lost !== null) throw new Error(lost)
    const parts = processTree(child.pid).flatMap((pid) => {
      const memory = memoryOf(pid)
      return memory === null ? [] : [{ kind: kindOf(pid), ...memory }]
    })
    const sum = (what) => parts.reduce((all, part) => all + part[what], 0)
    return { own: sum('own'), pss: sum('pss'), parts }
  } finally {
    child.kill()
    const late = setTimeout(() => child.kill('SIGKILL'), farewellMs)
    await ended
    clearTimeout(late)
    await untilNothing(async () => ((await tray.icons()) === 0 ? null : 'a tray icon stayed behind'))
    tray.close()
  }
}

async function untilNothing(lacks) {
  const until = Date.now() + patienceMs
  for (let what = await lacks(); what !== null; what = await lacks()) {
    if (Date.now() > until) throw new Error(what)
    await sleep(200)
  }
}
