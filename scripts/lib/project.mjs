// Where things are, and how scripts run other programs. Node built-ins only: these scripts run before `npm ci` has.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

export const isRoot = process.getuid?.() === 0

const ORPHAN_CHECK_MS = 500

/** A failure the person can act on: its message is printed without a stack. */
export class SetupError extends Error {}

/** A file of a package's command line, to be run with this same Node. */
export function bin(name) {
  return path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
}

/**
 * Runs a program with our terminal. Answers its exit code (128 + n after a signal, 127 when it could not be started).
 * Ctrl+C reaches the program by itself, so we only have to outlive it. Who ends us means the program too; and so does
 * who ends npm, which passes a signal to its shell only and leaves us behind without a parent. `background`: it takes
 * only the time that others leave, and has a process group of its own.
 */
export async function run(command, args, { background = false, ...options } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command.endsWith('.cmd'),
    detached: background,
    ...options,
  })
  if (background) stepBack(child)
  const end = () => (background ? killGroup(child) : child.kill('SIGTERM'))
  const outlive = background ? end : () => {}
  const parent = process.ppid
  const orphaned = setInterval(() => process.ppid !== parent && end(), ORPHAN_CHECK_MS)
  process.on('SIGINT', outlive)
  process.on('SIGTERM', end)
  try {
    return await new Promise((resolve) => {
      child.on('error', (error) => {
        console.error(error.message)
        resolve(127)
      })
      child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
    })
  } finally {
    clearInterval(orphaned)
    process.off('SIGINT', outlive)
    process.off('SIGTERM', end)
  }
}

function stepBack({ pid }) {
  if (pid === undefined) return
  os.setPriority(pid, os.constants.priority.PRIORITY_LOW)
  try {
    // Where Linux groups processes by their session, a priority counts inside of the group only.
    fs.writeFileSync(`/proc/${pid}/autogroup`, '19')
  } catch {
    // It does not group them.
  }
}

function killGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGTERM')
  } catch {
    // All have ended.
  }
}

/** sha256 over the names and contents of files and folders below the checkout; a missing one counts as empty. */
export function hashOf(names) {
  const hash = createHash('sha256')
  const add = (file) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false })
    if (!stat) return
    if (stat.isDirectory()) {
      for (const name of fs.readdirSync(file).toSorted()) add(path.join(file, name))
      return
    }
    hash.update(`${path.relative(root, file)}\0${stat.size}\0`).update(fs.readFileSync(file))
  }
  for (const name of names) add(path.join(root, name))
  return hash.digest('hex')
}

export function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** Runs `main` when this module is the program, and turns a SetupError into one plain message. */
export async function runAsProgram(moduleUrl, main) {
  if (!process.argv[1] || pathToFileURL(fs.realpathSync(process.argv[1])).href !== moduleUrl) return
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error)
    process.exitCode = 1
  }
}
