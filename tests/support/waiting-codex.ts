import { chmodSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pinnedCodexVersion } from './codex-bed/fetch-codex.mjs'

/**
 * A codex whose terminal program only waits, for tests of what surrounds a session; it ends with its terminal. To the other
 * questions of Firebreak it answers like the real one when that is given, and not at all otherwise.
 */
export function waitingCodex(folder: string, realCodex: string | null): string {
  const program = path.join(folder, 'codex')
  const answer = realCodex === null ? 'exit 1' : `exec '${realCodex}' "$@"`
  const script = `#!/bin/sh
case "$1" in
--version) echo 'codex-cli ${pinnedCodexVersion}' && exit ;;
app-server) ${answer} ;;
esac
exec sleep 600
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  return program
}
