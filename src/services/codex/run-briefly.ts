import { spawn } from 'node:child_process'
import type { Clock } from '../../core/clock'

/** What a short program printed; `code` is null when it was killed by a signal, by us after the limit, or never ran. */
export interface BriefRun {
  readonly code: number | null
  readonly stdout: string
  /** Why it never ran, or null. */
  readonly spawnError: string | null
  readonly timedOut: boolean
}

const MAX_OUTPUT = 64 * 1024

/** Runs a program for its output, with no input, and kills it and all it started after `limitMs`. Never rejects. */
export function runBriefly(options: {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly limitMs: number
}): Promise<BriefRun> {
  return new Promise((resolve) => {
    const onWindows = process.platform === 'win32'
    const child = spawn(options.program, [...options.args], {
      env: { ...options.env },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: !onWindows,
      windowsHide: true,
      shell: onWindows && /\.(?:cmd|bat)$/i.test(options.program),
    })
    let stdout = ''
    let spawnError: string | null = null
    let timedOut = false
    const kill = (): void => {
      try {
        if (onWindows || child.pid === undefined) child.kill('SIGKILL')
        else process.kill(-child.pid, 'SIGKILL')
      } catch {
        // ESRCH: already gone.
      }
    }
    const cancelLimit = options.clock.after(options.limitMs, () => {
      timedOut = true
      kill()
    })
    child.stdout.on('data', (chunk: Buffer) => {
      if (stdout.length < MAX_OUTPUT) stdout += chunk.toString('utf8')
    })
    child.on('error', (error) => {
      spawnError = error.message
    })
    child.on('exit', kill)
    child.on('close', (code) => {
      cancelLimit()
      resolve({ code: spawnError === null ? code : null, stdout, spawnError, timedOut })
    })
  })
}
