import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, writeFile } from 'node:fs/promises'
import { basename, delimiter, isAbsolute, join } from 'node:path'
import { err, ok, type Result } from '../../core/result'
import { withoutInheritedFiles } from './without-inherited-files'

type Env = Readonly<Record<string, string | undefined>>

/** A program and the arguments in front of the command that it runs in a new window. */
export interface Terminal {
  readonly program: string
  readonly args: readonly string[]
}

export interface NoTerminal {
  readonly kind: 'no-terminal'
  readonly searched: readonly string[]
}

export type TerminalError =
  | NoTerminal
  /** It was found and did not start, e.g. EACCES. */
  | { readonly kind: 'terminal-failed'; readonly program: string; readonly code: string }
  /** A name holds a control character, which the file that macOS opens cannot carry. */
  | { readonly kind: 'bad-name'; readonly name: string }

/** A terminal that was started. */
export interface OpenedTerminal {
  /** Settles with the exit code when the program we started is done; null after a signal. Several hand over to a server and are done at once. */
  readonly exited: Promise<number | null>
}

interface KnownTerminal extends Terminal {
  /** Only runs under Wayland. */
  readonly wayland?: true
}

// Each takes the command as separate arguments, so no shell ever reads a name of ours. In the order in which they are tried.
const linuxTerminals: readonly KnownTerminal[] = [
  { program: 'x-terminal-emulator', args: ['-e'] },
  { program: 'gnome-terminal', args: ['--'] },
  { program: 'konsole', args: ['-e'] },
  { program: 'kitty', args: [] },
  { program: 'alacritty', args: ['-e'] },
  { program: 'foot', args: [], wayland: true },
  { program: 'wezterm', args: ['start', '--'] },
  { program: 'xfce4-terminal', args: ['-x'] },
  { program: 'xterm', args: ['-e'] },
]

/** The user's terminal: the setting (an argument array, the command is appended), else the first one that is installed. */
export async function findTerminal(options: {
  readonly setting: readonly string[] | null
  readonly env: Env
  readonly platform?: NodeJS.Platform
}): Promise<Result<Terminal, NoTerminal>> {
  const { setting, env, platform = process.platform } = options
  const candidates = setting === null ? knownTerminals(platform, env) : [fromSetting(setting)]
  for (const { program, args } of candidates) {
    const found = await findProgram(program, env)
    if (found !== null) return ok({ program: found, args })
  }
  return err({ kind: 'no-terminal', searched: candidates.map((candidate) => candidate.program) })
}

function knownTerminals(platform: NodeJS.Platform, env: Env): readonly Terminal[] {
  if (platform === 'darwin') return [{ program: '/usr/bin/open', args: [] }]
  if (platform === 'win32') return [{ program: 'wt.exe', args: [] }]
  return linuxTerminals.filter((terminal) => terminal.wayland !== true || env['WAYLAND_DISPLAY'])
}

function fromSetting([program = '', ...args]: readonly string[]): Terminal {
  return { program, args }
}

/**
 * Opens a window that runs `command` in `cwd`. Nothing is read by a shell, and no name is where an option could be.
 * `scratch` is a folder of ours, for the file that macOS opens instead of a command.
 */
export async function openTerminal(options: {
  readonly terminal: Terminal
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Env
  readonly scratch: string
  readonly platform?: NodeJS.Platform
}): Promise<Result<OpenedTerminal, TerminalError>> {
  const { terminal, command, cwd, env, scratch, platform = process.platform } = options
  let args = [...terminal.args, ...command]
  if (platform === 'darwin' && basename(terminal.program) === 'open') {
    const text = commandFile(command)
    if (text === null) return err({ kind: 'bad-name', name: command.find(hasControl) ?? '' })
    const file = join(scratch, 'session.command')
    await writeFile(file, text, { mode: 0o700 })
    args = [file]
  } else if (platform === 'win32' && terminal.args.length === 0) {
    // Windows Terminal takes a semicolon for the start of another command.
    args = ['-d', cwd, ...command].map((word) => word.replaceAll(';', '\\;'))
  }
  // Behind bash a program that cannot run would only be an exit code.
  const unusable = await whyNotExecutable(terminal.program)
  if (unusable !== null) return err({ kind: 'terminal-failed', program: terminal.program, code: unusable })
  return start({ ...withoutInheritedFiles(terminal.program, args, platform), cwd, env: forUsersPrograms(env) })
}

async function whyNotExecutable(program: string): Promise<string | null> {
  try {
    if (isAbsolute(program)) await access(program, constants.X_OK)
    return null
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
  }
}

/** Starts a graphical program on its own, in the user's environment. */
export function startProgram(options: {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Env
}): Promise<Result<OpenedTerminal, TerminalError>> {
  const { program, args, cwd, env } = options
  return start({ ...withoutInheritedFiles(program, args, process.platform), cwd, env: forUsersPrograms(env) })
}

function start(options: {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}): Promise<Result<OpenedTerminal, TerminalError>> {
  const { program, args, cwd, env } = options
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, shell: false, detached: true, stdio: 'ignore' })
    const exited = new Promise<number | null>((done) => void child.once('exit', (code) => done(code)))
    child.once('spawn', () => {
      child.unref()
      resolve(ok({ exited }))
    })
    child.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : 'UNKNOWN'
      resolve(err({ kind: 'terminal-failed', program, code }))
    })
  })
}

/** A shell script that runs the command; null when a name holds a control character. */
function commandFile(command: readonly string[]): string | null {
  if (command.some(hasControl)) return null
  return `#!/bin/sh\nexec ${command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}\n`
}

function hasControl(word: string): boolean {
  return Buffer.from(word).some((byte) => byte < 32 || byte === 127)
}

/** Our own environment without what is meant for Electron and Node only. */
function forUsersPrograms(env: Env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:ELECTRON_|NODE_|VITEST|CHROME_DESKTOP$)/.test(name)),
  )
}

/** A program by its path, or by its name in PATH; null when there is none. */
export async function findProgram(program: string, env: Env): Promise<string | null> {
  const paths = isAbsolute(program)
    ? [program]
    : (env['PATH'] ?? '').split(delimiter).flatMap((folder) => (isAbsolute(folder) ? [join(folder, program)] : []))
  for (const path of paths) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) return path
  }
  return null
}

/** The command as the user can paste it into a POSIX shell. */
export function pasteable(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}
