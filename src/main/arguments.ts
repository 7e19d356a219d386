import path from 'node:path'

/** What a start of the app asks for. A second start hands its own to the first. */
export interface AppArguments {
  /** Absolute folder to make the active repo. */
  readonly repo: string | null
  readonly show: 'home' | 'diff' | 'settings' | null
  readonly hidden: boolean
}

/**
 * Reads `--repo PATH`, `--show home|diff|settings` and `--hidden`, in any place among Chromium's own switches.
 * @param cwd folder that a relative `--repo` starts from
 */
export function parseArguments(argv: readonly string[], cwd: string): AppArguments {
  const repo = valueOf(argv, '--repo')
  const show = valueOf(argv, '--show')
  return {
    repo: repo === null ? null : path.resolve(cwd, repo),
    show: show === 'home' || show === 'diff' || show === 'settings' ? show : null,
    hidden: argv.includes('--hidden'),
  }
}

function valueOf(argv: readonly string[], name: string): string | null {
  const at = argv.lastIndexOf(name)
  const next = at === -1 ? undefined : argv[at + 1]
  if (next !== undefined && !next.startsWith('--')) return next
  const joined = argv.find((arg) => arg.startsWith(`${name}=`))
  return joined === undefined ? null : joined.slice(name.length + 1)
}
