import type { SessionView } from '../app/session-views'
import { unreachable } from '../result'
import { count } from './counts'
import { displayName } from './display-name'
import { owedWords } from './review-words'
import { clockTime, dayAndTime } from './times'
import { tokenWords } from './token-words'

/** The line below a session's title: "on since 11:58 · 3 changes · 18 lines unreviewed". */
export function sessionLine(
  session: SessionView,
  nowMs: number,
): { readonly text: string; readonly tone: 'calm' | 'warn' } {
  const { changes, unreviewedLines, uncountedFiles, sure } = session
  const live = session.state === 'live' || session.state === 'starting'
  const owes = (unreviewedLines !== null && unreviewedLines > 0) || uncountedFiles > 0
  const parts = [
    stateWords(session, nowMs),
    count(changes.length, 'change'),
    debtWords(session, live),
    sure ? null : 'probably this session',
  ]
  return {
    text: parts.filter((part) => part !== null).join(' · '),
    tone: session.state === 'failed' || (!live && owes) ? 'warn' : 'calm',
  }
}

function debtWords({ changes, unreviewedLines, uncountedFiles }: SessionView, live: boolean): string | null {
  if (changes.length === 0 || unreviewedLines === null) return null
  return owedWords(unreviewedLines, uncountedFiles, live ? 'unreviewed' : 'never reviewed') ?? 'nothing to review'
}

/** How it was read: "12 hunks read one by one, 30 at once"; null where nothing was. */
export function readWords(read: SessionView['read']): string | null {
  if (read === null) return null
  const { oneByOne, atOnce } = read
  if (oneByOne === 0) return atOnce === 0 ? null : `${count(atOnce, 'hunk')} read at once`
  return `${count(oneByOne, 'hunk')} read one by one${atOnce === 0 ? '' : `, ${atOnce} at once`}`
}

/** Where it runs, on what, and how much it has used: "TUI · GPT-5.5 · 2 turns · 18.9 k tokens". */
export function sessionSource({
  surface,
  modelName,
  turnCount,
  tokens,
}: Pick<SessionView, 'surface' | 'modelName' | 'turnCount' | 'tokens'>): string {
  const parts = [surface, displayName(modelName), count(turnCount, 'turn'), tokens === null ? null : tokenWords(tokens)]
  return parts.filter((part) => part !== null).join(' · ')
}

function stateWords({ state, startedAtMs, endedAtMs, following }: SessionView, nowMs: number): string {
  switch (state) {
    case 'starting':
      return following ? 'starting' : 'not followed'
    case 'live':
      return following ? `on since ${clockTime(startedAtMs)}` : `not followed, on since ${clockTime(startedAtMs)}`
    case 'ended':
      return dayAndTime(startedAtMs, nowMs)
    case 'probably-ended':
      return `${dayAndTime(startedAtMs, nowMs)}, probably ended ${endedAtMs === null ? '' : clockTime(endedAtMs)}`.trim()
    case 'failed':
      return `${dayAndTime(startedAtMs, nowMs)}, did not start`
    default:
      return unreachable(state)
  }
}
