import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A process that cannot be mistaken for a later one with the same id. `startTime` is opaque: compare it, nothing else. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startTime: string
}

/** Which processes hold a file open; `unknown` where the system does not tell. */
export type Holders = { readonly kind: 'known'; readonly pids: readonly number[] } | { readonly kind: 'unknown' }

/** When a process began, to some 10 ms; null where the system does not tell in one read. */
export async function processStartMs(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const boot = /^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8').catch(() => ''))?.[1]
  const ticks = (await statOf(pid))?.startTime
  // The kernel tells user space in hundredths of a second, whatever its own tick (USER_HZ).
  return boot === undefined || ticks === undefined ? null : Number(boot) * 1000 + Number(ticks) * 10
}

/** What Firebreak asks about other processes; tests answer it themselves. */
export interface ProcessInfo {
  isAlive(process: ProcessIdentity): Promise<boolean>
  /** Processes of other users are not seen. */
  holdersOf(file: string): Promise<Holders>
  /** Whether `pid` is `ancestor` or was started by it, directly or through others. False where the system does not tell. */
  isWithin(pid: number, ancestor: number): Promise<boolean>
}

/** Linux asks /proc; macOS asks ps and lsof; elsewhere holders are unknown. Nothing here rejects. */
export function createProcessInfo(platform: NodeJS.Platform = process.platform): ProcessInfo {
  const linux = platform === 'linux'
  return {
    isAlive: async ({ pid, startTime }) => (linux ? await statOf(pid) : await psOf(pid))?.startTime === startTime,
    holdersOf: (file) => (linux ? holdersFromProc(file) : holdersFromLsof(file, platform)),
    async isWithin(pid, ancestor) {
      for (let at: number | undefined = pid; at !== undefined && at > 1; ) {
        if (at === ancestor) return true
        at = (linux ? await statOf(at) : await psOf(at))?.parent
      }
      return false
    },
  }
}

interface Stat {
  readonly parent: number
  readonly startTime: string
}

/** /proc/PID/stat is "pid (name) state ppid … starttime …", fields 4 and 22; the name can hold spaces and brackets. */
async function statOf(pid: number): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, parent, startTime] = [fields?.[0], fields?.[1], fields?.[19]]
  // A zombie has ended; only its parent has not asked yet.
  if (parent === undefined || startTime === undefined || state === 'Z') return null
  return { parent: Number(parent), startTime }
}

async function psOf(pid: number): Promise<Stat | null> {
  const answer = await run('ps', ['-o', 'ppid=', '-o', 'lstart=', '-p', String(pid)], {
    env: { ...process.env, LC_ALL: 'C' },
  }).catch(() => null)
  const [, parent, startTime] = /^\s*(\d+)\s+(.+?)\s*$/.exec(answer?.stdout ?? '') ?? []
  return parent === undefined || startTime === undefined ? null : { parent: Number(parent), startTime }
}

async function holdersFromProc(file: string): Promise<Holders> {
  const target = await realpath(file).catch(() => null)
  const entries = target === null ? null : await readdir('/proc').catch(() => null)
  if (entries === null) return { kind: 'unknown' }
  const pids: number[] = []
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue
    const folder = `/proc/${entry}/fd`
    // Gone meanwhile, or another user's.
    const fds = await readdir(folder).catch(() => [])
    const links = await Promise.all(fds.map((fd) => readlink(`${folder}/${fd}`).catch(() => null)))
    if (links.includes(target)) pids.push(Number(entry))
  }
  return { kind: 'known', pids }
}

async function holdersFromLsof(file: string, platform: NodeJS.Platform): Promise<Holders> {
  if (platform === 'win32') return { kind: 'unknown' }
  try {
    const { stdout } = await run('lsof', ['-t', '--', file])
    return { kind: 'known', pids: stdout.split('\n').filter(Boolean).map(Number) }
  } catch (error) {
    // lsof exits with 1 and prints nothing when nobody holds it.
    const nobody = error instanceof Error && 'code' in error && error.code === 1
    return nobody ? { kind: 'known', pids: [] } : { kind: 'unknown' }
  }
}
