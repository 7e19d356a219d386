import { execFileSync, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, onTestFinished } from 'vitest'
import { bundleScript } from './bundle-script'
import { createTempDir, hermeticGitEnv } from './temp-repo'

/** How a call of the command line ended. */
export interface CliAnswer {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  /** Added to the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Runs as this user instead of the one of the tests. */
  readonly uid?: number
  /** A shell script that is given the call as its arguments. */
  readonly shell?: string
}

/** The built command line, run as its users run it: a process of plain Node. */
export interface Cli {
  /** FIREBREAK_HOME of one test. */
  readonly home: string
  run(args: readonly string[], options?: CliOptions): Promise<CliAnswer>
  /** Runs with `--json`; throws unless standard output is exactly one JSON value, in one line. */
  json(
    args: readonly string[],
    options?: CliOptions,
  ): Promise<{ readonly code: number | null; readonly value: unknown }>
}

/** Lets a call run without the rights of root, and gives that user the folders. Who is no root keeps their own rights. */
export function asPlainUser(folders: readonly string[]): CliOptions {
  if (process.getuid?.() !== 0) return {}
  execFileSync('chown', ['-R', `${plainUid}:${plainUid}`, ...folders])
  return { uid: plainUid }
}

// "nobody" on Linux.
const plainUid = 65_534

/** The answer makes a `Cli` with a home of its own for a test. */
export function builtCli(): () => Cli {
  let file = ''
  beforeAll(async () => {
    file = await bundleScript(fileURLToPath(import.meta.resolve('../../src/cli/firebreak.ts')))
  }, 60_000)

  return () => {
    const home = createTempDir('home')
    // A call that a test ended before its end may still write.
    onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
    const run: Cli['run'] = (args, options) => start(file, home, args, options)
    return {
      home,
      run,
      async json(args, options) {
        const { code, stdout, stderr } = await run([...args, '--json'], options)
        const text = stdout.toString('utf8')
        if (text.indexOf('\n') !== text.length - 1) throw new Error(`not one line of JSON: ${text} ${stderr}`)
        const value: unknown = JSON.parse(text)
        return { code, value }
      },
    }
  }
}

function start(file: string, home: string, args: readonly string[], options: CliOptions = {}): Promise<CliAnswer> {
  const { cwd = '/', env = {}, uid, shell } = options
  const call = [process.execPath, file, ...args]
  const [program = '', ...rest] = shell === undefined ? call : ['/bin/sh', shell, ...call]
  const child = spawn(program, rest, {
    cwd,
    env: { PATH: process.env['PATH'], TZ: 'UTC', HOME: home, ...hermeticGitEnv, FIREBREAK_HOME: home, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }),
    )
  })
}
