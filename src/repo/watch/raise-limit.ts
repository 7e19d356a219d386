import { readFileSync } from 'node:fs'

const generousWatches = 524_288
const generousInstances = 1024

/** The command that raises the limit behind a refused watch: at least twice of what it is now. */
export function raiseLimitCommand(code: string, readLimit: (name: string) => number = readInotifyLimit): string {
  const instances = code === 'EMFILE' || code === 'ENFILE'
  const name = instances ? 'max_user_instances' : 'max_user_watches'
  const wanted = Math.max(instances ? generousInstances : generousWatches, readLimit(name) * 2)
  return `sudo sysctl fs.inotify.${name}=${wanted}`
}

/** 0 where the system does not say. */
function readInotifyLimit(name: string): number {
  try {
    return Number.parseInt(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'), 10) || 0
  } catch {
    return 0
  }
}
