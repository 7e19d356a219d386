import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Compiles the native module from today's source, as the tests may run before a build. Without a compiler nothing runs. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/native.mjs'), '--required'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
