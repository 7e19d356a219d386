import type { ChangeView, SessionView, Writer } from '../app/session-views'
import type { ScopeEnd } from '../diff/scope'
import { unreachable } from '../result'
import { count } from './counts'
import { exactTimeThenDay } from './times'

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
export function changeLine(change: ChangeView): string {
  const { headMove, restored, writer } = change
  const number = count(fileCount(change), 'file')
  // A revert names its file.
  if (restored !== null)
    return restored.startsWith('Reverted ') && fileCount(change) === 1 ? restored : `${restored}, ${number}`
  if (headMove !== null) return headMove
  return writer === 'outside' ? `Your edits, ${number}` : `${number}, ${whoWrote(change)}`
}

/** How many files a change has, also those that the snapshot does not name. */
export function fileCount({ files, beyond }: ChangeView): number {
  return files.length + (beyond?.count ?? 0)
}

/** "Codex patch and unclear": every writer of a change, or what git or a restore did. */
export function whoWrote({ headMove, restored, writer, files, beyond }: ChangeView): string {
  const writers = new Set([writer, ...(beyond?.writers ?? files.map((file) => file.writer))])
  return restored ?? headMove ?? [...writers].map(writerWords).join(' and ')
}

/** Both ends of what is compared: "Baseline 11:58:02 (a1b2c3d) → now", with the day where that is not today. */
export function endsWords(from: ScopeEnd, to: ScopeEnd, baseline: SessionView['baseline'], nowMs: number): string {
  const both = from.kind === 'checkpoint' && to.kind === 'checkpoint'
  return `${endWords(from, baseline, nowMs)} → ${both ? exactTimeThenDay(to.atMs, nowMs) : endWords(to, baseline, nowMs)}`
}

function endWords(end: ScopeEnd, baseline: SessionView['baseline'], nowMs: number): string {
  switch (end.kind) {
    case 'checkpoint': {
      const name = end.reason === 'session-start' ? 'Baseline' : 'Checkpoint'
      const commit = end.id === baseline?.checkpointId ? baseline.commit : null
      return `${name} ${exactTimeThenDay(end.atMs, nowMs)}${commit === null ? '' : ` (${commit.slice(0, 7)})`}`
    }
    case 'commit':
      return /^0+$/.test(end.commit) ? 'No commit yet' : `Commit ${end.commit.slice(0, 7)}`
    case 'disk':
      return 'now'
    default:
      return unreachable(end)
  }
}
