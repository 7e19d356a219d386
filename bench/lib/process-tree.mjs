// What a process and all it has started use, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs'

/** Process ids of `pid` and everything below it. */
export function processTree(pid) {
  const children = new Map()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : null
    if (stat === null) continue
    // "pid (name) state ppid …", where the name can hold anything.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const below = (id) => [id, ...(children.get(id) ?? []).flatMap(below)]
  return below(pid)
}

/**
 * Megabytes of a process, null for one that has ended. `own`: pages that it has written to and nobody shares. Pages of
 * its program files are left out, as they count as private or not by who else happens to run. `pss`: all its pages,
 * shared ones divided by the number of their users.
 */
export function memoryOf(pid) {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  if (rollup === null) return null
  const megabytes = (name) => (Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * 1024) / 1e6
  return { own: megabytes('Private_Dirty'), pss: megabytes('Pss') }
}

/** `main`, or what Electron calls the process (`gpu-process`, `utility`, `zygote`), or the program's name. */
export function kindOf(pid) {
  // Chromium writes its arguments anew, with spaces between them.
  const args = (read(`/proc/${pid}/cmdline`) ?? '').split(/[\0 ]/)
  const type = args.find((arg) => arg.startsWith('--type='))?.slice('--type='.length)
  const service = args
    .find((arg) => arg.startsWith('--utility-sub-type='))
    ?.split('.')
    .at(-1)
  return [type ?? 'main', service].filter(Boolean).join(' ')
}

/** Electron gives a utilityProcess this name, and nothing else. */
export function nodeServices(pid) {
  return processTree(pid).filter((id) => kindOf(id) === 'utility NodeService')
}

/** How many files and folders a process watches. */
export function watchCount(pid) {
  const folder = `/proc/${pid}/fdinfo`
  return readdirSync(folder)
    .map((name) => read(`${folder}/${name}`) ?? '')
    .reduce((sum, info) => sum + (info.match(/^inotify /gm)?.length ?? 0), 0)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
