import type { ChangeView, Writer } from '../app/snapshot'
import type { ScopeEnd } from '../diff/scope'
import { unreachable } from '../result'
import { count } from './counts'
import { clockTimeWithSeconds } from './times'

/** Who wrote a change, as it is shown. */
export function writerWords(writer: Writer): string {
  switch (writer) {
    case 'codex-patch':
      return 'Codex patch'
    case 'codex-command':
      return 'shell command'
    case 'unclear':
      return 'unclear'
    case 'outside':
      return 'outside'
    case 'git':
      return 'git'
    default:
      return unreachable(writer)
  }
}

/** "2 files, Codex patch"; "Your edits, 2 files" for what was written outside of Codex; a move of HEAD as it is, and so a restore. */
export function changeLine({ headMove, restored, writer, files }: ChangeView): string {
  if (restored !== null) return `${restored}, ${count(files.length, 'file')}`
  if (headMove !== null) return headMove
  const number = count(files.length, 'file')
  return writer === 'outside' ? `Your edits, ${number}` : `${number}, ${writerWords(writer)}`
}

/** Both ends of what is compared: "Checkpoint 12:09:41 → now". */
export function endsWords(from: ScopeEnd, to: ScopeEnd): string {
  const bothCheckpoints = from.kind === 'checkpoint' && to.kind === 'checkpoint'
  return `${endWords(from)} → ${bothCheckpoints ? clockTimeWithSeconds(to.atMs) : endWords(to)}`
}

function endWords(end: ScopeEnd): string {
  switch (end.kind) {
    case 'checkpoint':
      return `${end.reason === 'session-start' ? 'Baseline' : 'Checkpoint'} ${clockTimeWithSeconds(end.atMs)}`
    case 'commit':
      return `Commit ${end.commit.slice(0, 7)}`
    case 'disk':
      return 'now'
    default:
      return unreachable(end)
  }
}
