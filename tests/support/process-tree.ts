import { readdirSync, readFileSync } from 'node:fs'

/** A process as Linux describes it in /proc. */
export interface RunningProcess {
  readonly pid: number
  /** Arguments, joined by spaces. */
  readonly command: string
  /** The text of /proc/<pid>/status. */
  readonly status: string
}

/** Every process that a process started, directly or through others. What ends meanwhile is left out. */
export function descendantsOf(ancestor: number): readonly RunningProcess[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []))
  const within = new Set([ancestor])
  for (let before = 0; before !== within.size; ) {
    before = within.size
    for (const { pid, parent } of all) if (within.has(parent)) within.add(pid)
  }
  return all.filter(({ pid }) => pid !== ancestor && within.has(pid))
}

function readProcess(pid: number): readonly (RunningProcess & { readonly parent: number })[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return [{ pid, command, status, parent: Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) }]
  } catch {
    return []
  }
}
