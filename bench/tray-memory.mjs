// What Firebreak costs while it only sits in the tray and watches, against a tray app that does nothing.
import { cpSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { root } from '../scripts/lib/project.mjs'
import { electronPath } from '../scripts/setup-electron.mjs'
import { appEnvironment, withFolder } from './lib/firebreak.mjs'
import { makeTree, treeSizes } from './lib/generated-tree.mjs'
import { nodeServices, watchCount } from './lib/process-tree.mjs'
import { short } from './lib/rows.mjs'
import { median } from './lib/stats.mjs'
import { trayAppMemory } from './lib/tray-app.mjs'

const rounds = 3
const emptyApp = path.join(import.meta.dirname, 'empty-tray-app')

/** @type {import('./benches.mjs').Bench} */
export const trayMemory = {
  what: 'Memory while only the tray is there',
  rows: [
    {
      id: 'tray-memory',
      what: 'private memory of all processes with --hidden on a small repository; ratio to an empty tray app',
      unit: 'MB',
      reference: 'an empty Electron tray app',
      // An empty repo process alone makes it 1.4, and one window that is open makes it 2.06.
      target: 1.9,
      noOp: '1.0, but it fails: the repo process has to be there and to watch every folder',
    },
  ],
  run: () => withFolder((folder) => measure(realpathSync(folder))),
}

async function measure(folder) {
  if (process.platform !== 'linux') throw new Error('memory is counted on Linux only')
  const repo = path.join(folder, 'repository')
  makeTree(repo, treeSizes.small)
  const electron = ownElectron(folder)
  const runs = { empty: [], utility: [], firebreak: [] }
  for (let round = 1; round <= rounds; round++) {
    const home = (name) => path.join(folder, `${name}-${round}`)
    const start = (name, args, missing) =>
      trayAppMemory({ electron, args, env: appEnvironment(home(name)), ...(missing && { missing }) })
    runs.empty.push(await start('empty', [emptyApp, `--user-data-dir=${home('empty')}`]))
    runs.utility.push(await start('utility', [emptyApp, `--user-data-dir=${home('utility')}`, '--utility']))
    runs.firebreak.push(await start('firebreak', [root, '--hidden', `--repo=${repo}`], watchesAll))
  }
  return { 'tray-memory': judge(runs) }
}

/**
 * A copy of the Electron in use, for every app of this bench. Processes of the same files share their pages, so any
 * other Electron that starts or ends meanwhile would make these look leaner or fatter than they are.
 */
function ownElectron(folder) {
  const electron = realpathSync(electronPath())
  cpSync(path.dirname(electron), path.join(folder, 'electron'), { recursive: true })
  return path.join(folder, 'electron', path.basename(electron))
}

/** Null when the repo process watches every folder of the small tree; otherwise what is missing. */
function watchesAll(pid) {
  const [service] = nodeServices(pid)
  if (service === undefined) return 'there is no repo process'
  const watches = watchCount(service)
  return watches >= treeSizes.small.folders ? null : `the repo process holds only ${watches} watches`
}

function judge({ empty, utility, firebreak }) {
  const middle = (list, what) => median(list.map((one) => one[what]))
  const all = (list) => list.map(({ own }) => short(own)).join(', ')
  const value = middle(firebreak, 'own')
  const lean = middle(utility, 'own')
  const pss = [middle(firebreak, 'pss'), middle(empty, 'pss')]
  const parts = (firebreak.at(-1)?.parts ?? []).map(({ kind, own }) => `${kind} ${short(own)}`)
  return {
    value,
    base: middle(empty, 'own'),
    notes: [
      `each round, MB: ${all(firebreak)}; empty ${all(empty)}; empty with an empty utilityProcess ${all(utility)}`,
      `${short(value / lean)} of the empty app with an empty utilityProcess, which is what this architecture costs at least`,
      `PSS ${short(pss[0])} MB, ${short(pss[0] / pss[1])} of the empty app's ${short(pss[1])} MB`,
      `by process, MB: ${parts.join(', ')}`,
    ],
  }
}
