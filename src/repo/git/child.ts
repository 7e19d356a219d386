import { Buffer } from 'node:buffer'
import { spawn, type ChildProcess } from 'node:child_process'
import type { Clock } from '../../core/clock'

export interface ChildRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Written to standard input, which is closed either way. */
  readonly input?: Uint8Array | undefined
  readonly timeoutMs: number
  /** Standard output above this many bytes ends the child; with `keepTail` the oldest bytes are dropped instead. */
  readonly maxBytes: number
  readonly keepTail?: boolean
  readonly signal?: AbortSignal | undefined
  readonly clock: Clock
}

export interface ChildOutcome {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
  /** With `keepTail`, both streams in the order they came, the last `maxBytes` of them; otherwise empty. */
  readonly output: string
  /** Set when we ended the child. */
  readonly ended: 'timeout' | 'too-much-output' | 'cancelled' | null
  /** It took a SIGKILL, so nothing of the child could tidy up. */
  readonly killedHard: boolean
}

const stderrBytes = 64 * 1024
// After SIGTERM git removes its lock files; what does not end then is killed.
const graceMs = 2_000
// A background process of a hook may keep the pipe open long after git is done.
const drainMs = 250

/** Starts a process in a group of its own. On Windows there are no groups, and `detached` would open a console. */
export function spawnGroup(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly stdin: 'pipe' | 'ignore' },
): ChildProcess {
  return spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: [options.stdin, 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    shell: false,
    windowsHide: true,
  })
}

/** Signals a process started by `spawnGroup` together with everything it started. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It is gone already.
  }
}

/** Runs one process to its end. Rejects with the system's error when it cannot be started. */
export function runChild(request: ChildRequest): Promise<ChildOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawnGroup(request.command, request.args, {
      cwd: request.cwd,
      env: request.env,
      stdin: request.input === undefined ? 'ignore' : 'pipe',
    })
    const stdout = createSink(request.maxBytes)
    const stderr = createSink(stderrBytes)
    // An answer of git may be many megabytes, which nobody wants twice.
    const both = request.keepTail === true ? createSink(request.maxBytes) : null
    const cancels: (() => void)[] = []
    let ended: ChildOutcome['ended'] = null
    let killedHard = false
    let done = false

    const end = (why: NonNullable<ChildOutcome['ended']>) => {
      if (ended !== null || done) return
      ended = why
      killGroup(child, 'SIGTERM')
      const hard = () => {
        killedHard = true
        killGroup(child, 'SIGKILL')
      }
      cancels.push(request.clock.after(graceMs, hard))
    }
    const abort = () => end('cancelled')
    const stop = () => {
      done = true
      for (const cancel of cancels) cancel()
      request.signal?.removeEventListener('abort', abort)
    }
    const finish = (code: number | null) => {
      if (done) return
      stop()
      child.stdout?.destroy()
      child.stderr?.destroy()
      resolve({ code, stdout: stdout.bytes(), stderr: stderr.text(), output: both?.text() ?? '', ended, killedHard })
    }

    child.once('error', (error) => {
      stop()
      reject(error)
    })
    child.once('close', (code) => finish(code))
    // Only hooks start such processes. An answer of git must be whole: on a busy machine the end of a process is known
    // long before its last output was read, and a list cut short would say that files are gone.
    if (request.keepTail === true) {
      child.once('exit', (code) => cancels.push(request.clock.after(drainMs, () => finish(code))))
    }
    child.stdout?.on('data', (chunk: Buffer) => {
      both?.add(chunk)
      if (!stdout.add(chunk) && request.keepTail !== true) end('too-much-output')
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      both?.add(chunk)
      stderr.add(chunk)
    })
    // A child that ends without reading its input breaks the pipe; its exit code says the rest.
    child.stdin?.on('error', () => {})
    child.stdin?.end(request.input)
    cancels.push(request.clock.after(request.timeoutMs, () => end('timeout')))
    if (request.signal?.aborted === true) abort()
    else request.signal?.addEventListener('abort', abort)
  })
}

/** Keeps the last `maxBytes` bytes; `add` answers false once something had to be dropped. */
function createSink(maxBytes: number) {
  const chunks: Buffer[] = []
  let size = 0
  const bytes = () => {
    const all = Buffer.concat(chunks)
    return all.length > maxBytes ? all.subarray(all.length - maxBytes) : all
  }
  return {
    bytes,
    text: () => bytes().toString('utf8'),
    add(chunk: Buffer): boolean {
      chunks.push(chunk)
      size += chunk.length
      for (let first = chunks[0]; first !== undefined && size - first.length >= maxBytes; first = chunks[0]) {
        chunks.shift()
        size -= first.length
      }
      return size <= maxBytes
    },
  }
}
