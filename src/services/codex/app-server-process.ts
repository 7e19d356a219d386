import { type ChildProcess, spawn } from 'node:child_process'
import { homedir } from 'node:os'
import type { Cancel, Clock } from '../../core/clock'
import { createLineSplitter } from '../../core/line-splitter'

/** How a child ended. `spawnError` is set when it never ran. */
export interface ProcessEnd {
  readonly code: number | null
  readonly stderrTail: string
  readonly spawnError: string | null
}

export interface AppServerProcess {
  /** Writes one line; lost without an error when the process is gone. */
  send(line: string): void
  /** Ends it and everything it started: asks first (SIGTERM), insists after 5 s. Answers when it is gone. */
  end(): Promise<void>
  /** Lines dropped so far because they were over 16 MiB. */
  oversizedLines(): number
}

const GRACE_MS = 5000
// A program closes its output when it ends, too, and then only has to be waited for.
const CLOSED_OUTPUT_MS = 1000
const STDERR_TAIL = 2000
// Colours and other terminal codes: ESC [ … letter.
// oxlint-disable-next-line no-control-regex
const TERMINAL_CODES = /\u001b\[[0-9;]*[A-Za-z]/g

/** Starts a program that speaks JSON lines on its standard streams. `onEnd` is called once, also when it cannot start. */
export function startAppServer(options: {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly onLine: (line: string) => void
  readonly onEnd: (end: ProcessEnd) => void
}): AppServerProcess {
  const { clock, onLine, onEnd } = options
  const onWindows = process.platform === 'win32'
  // A group of its own: npm's `codex` is a launcher, and killing only that would leave the real one running.
  const child = spawn(options.program, [...options.args], {
    env: { ...options.env },
    // Not where Firebreak happens to run: a repository's own Codex config must not apply to account and limits.
    cwd: homedir(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: !onWindows,
    windowsHide: true,
    // Node refuses to run npm's codex.cmd without a shell. The arguments are our own fixed words.
    shell: onWindows && /\.(?:cmd|bat)$/i.test(options.program),
  })
  const decoder = new TextDecoder()
  const lines = createLineSplitter({ decode: (line) => decoder.decode(line) })
  let stderrTail = ''
  let spawnError: string | null = null
  let cancelInsist: Cancel = () => {}
  let isEnding = false
  let markGone: () => void = () => {}
  const gone = new Promise<void>((resolve) => {
    markGone = resolve
  })

  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of lines.push(chunk)) onLine(line)
  })
  // It can never answer again, and a request would only find that out after its whole time limit.
  child.stdout.on('end', () => {
    if (!isEnding) cancelInsist = clock.after(CLOSED_OUTPUT_MS, () => signalGroup(child, 'SIGKILL'))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderrTail = (stderrTail + chunk.toString('utf8')).slice(-STDERR_TAIL)
  })
  // EPIPE when it has just ended; its end is reported below.
  child.stdin.on('error', () => {})
  child.on('error', (error) => {
    spawnError = error.message
  })
  // What the leader left behind would keep our pipes open, and nobody would ever end it.
  child.on('exit', () => signalGroup(child, 'SIGKILL'))
  child.on('close', (code) => {
    cancelInsist()
    markGone()
    onEnd({ code, stderrTail: stderrTail.replaceAll(TERMINAL_CODES, '').trim(), spawnError })
  })

  return {
    send(line) {
      if (child.stdin.writable) child.stdin.write(`${line}\n`)
    },
    async end() {
      isEnding = true
      // Also when Firebreak itself is killed: Codex ends at the end of its input, so there is never an orphan.
      child.stdin.end()
      signalGroup(child, 'SIGTERM')
      cancelInsist()
      cancelInsist = clock.after(GRACE_MS, () => signalGroup(child, 'SIGKILL'))
      await gone
    },
    oversizedLines: () => lines.dropped(),
  }
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // ESRCH: already gone.
  }
}
