import { readFileSync } from 'node:fs'
import { errnoOf } from './fault'

/** Tells one process from every other, also from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot at which it started (field 22 of /proc/<pid>/stat); null where the system does not say. */
  readonly startedAt: string | null
  /** Differs after a restart of the machine; null where the system does not say. */
  readonly bootId: string | null
}

export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: startTimeOf(process.pid), bootId: readBootId() }
}

/** Whether that very process still runs. Where the system does not tell start times, a reused pid counts as running. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (identity.bootId !== null && identity.bootId !== readBootId()) return false
  try {
    process.kill(identity.pid, 0)
  } catch (thrown) {
    // EPERM: it runs, as another user.
    if (errnoOf(thrown) !== 'EPERM') return false
  }
  return identity.startedAt === null || identity.startedAt === startTimeOf(identity.pid)
}

function startTimeOf(pid: number): string | null {
  try {
    // "pid (name) state ppid …": the name may hold spaces and parentheses, so count from the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie was killed and waits for its parent to ask: it writes nothing any more.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null)
  } catch {
    return null
  }
}

function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return null
  }
}
