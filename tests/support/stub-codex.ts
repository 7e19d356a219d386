import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program in place of codex that notes how it was started and then does as it is told. */
export interface StubCodex {
  readonly path: string
  /** The arguments it was started with; null while it was not. */
  argv(): readonly string[] | null
  env(): Readonly<Record<string, string>>
  /** Its process id; null while it was not started. */
  pid(): number | null
  /** Lets it end with this code. */
  exit(code: number): void
}

/** Written as a shell script, so that signals do to it what they do to any program. */
export function createStubCodex(folder: string): StubCodex {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'codex')
  const note = (name: string): string => join(folder, name)
  writeFileSync(
    path,
    `#!/bin/sh
here=\${0%/*}
env -0 >"$here/env"
printf '%s\\0' "$@" >"$here/argv"
echo $$ >"$here/pid.tmp" && mv "$here/pid.tmp" "$here/pid"
while [ ! -f "$here/exit" ]; do sleep 0.02; done
exit "$(cat "$here/exit")"
`,
  )
  chmodSync(path, 0o755)
  return {
    path,
    argv: () => (existsSync(note('pid')) ? readFileSync(note('argv'), 'utf8').split('\0').slice(0, -1) : null),
    env: () =>
      Object.fromEntries(
        readFileSync(note('env'), 'utf8')
          .split('\0')
          .filter(Boolean)
          .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
      ),
    pid: () => (existsSync(note('pid')) ? Number(readFileSync(note('pid'), 'utf8')) : null),
    exit(code) {
      // Whole at once: the script looks for it all the time.
      writeFileSync(note('exit.tmp'), String(code))
      renameSync(note('exit.tmp'), note('exit'))
    },
  }
}
