import { readFileSync } from 'node:fs'
import { decodePath, type RepoPath } from '../core/repo/repo-path'

/** A call as it was typed: what holds for every verb is taken out. */
export interface Call {
  readonly verb: string | null
  /** What is left for the verb. */
  readonly args: readonly RepoPath[]
  readonly json: boolean
  readonly help: boolean
  readonly version: boolean
}

const everywhere = new Set(['--json', '--help', '-h', '--version'])

/** `--json`, `--help` and `--version` count wherever they stand before a `--`. */
export function readCall(argv: readonly RepoPath[]): Call {
  const dashes = argv.indexOf('--')
  const options = dashes === -1 ? argv : argv.slice(0, dashes)
  const rest = dashes === -1 ? [] : argv.slice(dashes)
  const [verb = null, ...args] = options.filter((arg) => !everywhere.has(arg))
  return {
    verb,
    args: [...args, ...rest],
    json: options.includes('--json'),
    help: options.includes('--help') || options.includes('-h'),
    version: options.includes('--version'),
  }
}

/**
 * The arguments with their exact bytes, as paths are decoded. Node puts U+FFFD in place of what is not UTF-8; the system
 * still has the bytes where /proc exists.
 */
export function exactArguments(argv: readonly string[]): readonly RepoPath[] {
  if (!argv.some((arg) => arg.includes('\ufffd'))) return argv
  try {
    const bytes = readFileSync('/proc/self/cmdline')
    const exact: RepoPath[] = []
    for (let start = 0; start < bytes.length; ) {
      const nul = bytes.indexOf(0, start)
      const end = nul < 0 ? bytes.length : nul
      exact.push(decodePath(bytes.subarray(start, end)))
      start = end + 1
    }
    return argv.length === 0 ? [] : exact.slice(-argv.length)
  } catch {
    return argv
  }
}
