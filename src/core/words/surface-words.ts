import { displayName, shortName } from './display-name'
import type { Session } from '../session/session'

// What programs call themselves (`session_meta.originator`), as seen with 0.169.0 and in older rollouts.
const known: Readonly<Record<string, string>> = {
  'codex-tui': 'TUI',
  codex_cli_rs: 'CLI',
  codex_exec: 'exec',
  codex_vscode: 'VS Code',
  'Codex Desktop': 'Codex app',
  codex_sdk_ts: 'SDK',
}

/** Where a session runs: "Firebreak", "TUI", "exec", "VS Code", or the program's own name. */
export function surfaceWords({ where, originator }: Pick<Session, 'where' | 'originator'>): string {
  if (where === 'terminal') return 'Firebreak'
  if (originator === null || originator.trim() === '') return where === 'by-hand' ? 'started by you' : 'elsewhere'
  return Object.hasOwn(known, originator) ? (known[originator] ?? originator) : shortName(displayName(originator), 40)
}
