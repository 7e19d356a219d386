import { chmodSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * A codex that answers like the real one to every question of Firebreak, but whose terminal program only waits: for tests
 * of what surrounds a session. It ends with its terminal.
 */
export function waitingCodex(folder: string, realCodex: string): string {
  const program = path.join(folder, 'codex')
  const script = `#!/bin/sh
case "$1" in
app-server | --version) exec '${realCodex}' "$@" ;;
esac
exec sleep 600
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  return program
}
