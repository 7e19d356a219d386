import { existsSync } from 'node:fs'

const bash = '/bin/bash'

// Reads no name: what is to be run comes as arguments.
const script =
  'for file in /proc/self/fd/*; do number=${file##*/}; [ "$number" -gt 2 ] && eval "exec $number>&-" 2>/dev/null; done; exec "$@"'

/**
 * The same command, without the files that Electron leaves open to its children (seen on Linux with Electron 33: sockets to
 * the display, locks of its profile, the pipes of whoever started it). A terminal outlives the app and would keep them all.
 * It takes bash, because a plain POSIX shell closes single-digit numbers only; without bash the command stays as it is.
 */
export function withoutInheritedFiles(
  program: string,
  args: readonly string[],
  platform: NodeJS.Platform,
): { readonly program: string; readonly args: readonly string[] } {
  if (platform !== 'linux' || !existsSync(bash)) return { program, args }
  return { program: bash, args: ['--norc', '--noprofile', '-c', script, 'firebreak', program, ...args] }
}
