import type { Session } from '../session/session'
import { displayName } from '../words/display-name'

/** What git's own documentation asks of a first line at most, in characters. */
const subjectLength = 72
const mostPrompts = 20

/**
 * A commit message for what a session left: its first prompt as the subject, the later ones below it. Null when no prompt
 * is known. Prompts are free text, so what cannot be seen is left out of them.
 */
export function messageFromPrompts(session: Pick<Session, 'prompt' | 'turns'>): string | null {
  const prompts = [session.prompt, ...session.turns.map((turn) => turn.prompt)]
    .map((prompt) => oneLine(prompt ?? ''))
    .filter((prompt) => prompt !== '')
  const [first, ...later] = [...new Set(prompts)]
  if (first === undefined) return null
  const subject = shortened(first, subjectLength)
  if (later.length === 0) return subject
  const listed = later.slice(0, mostPrompts).map((prompt) => `- ${shortened(prompt, subjectLength - 2)}`)
  const more = later.length > mostPrompts ? [`- and ${later.length - mostPrompts} more`] : []
  return [subject, '', ...listed, ...more].join('\n')
}

/** The first line that says something, without what cannot be seen and with single spaces. */
function oneLine(prompt: string): string {
  const lines = prompt.split(/[\r\n\u2028\u2029]/).map((line) =>
    Array.from(line, (char) => (char === '\t' ? ' ' : displayName(char) === char ? char : ''))
      .join('')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
  return lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? ''
}

/** Cut between words where there is a gap in the last third, otherwise within one; never within a character. */
function shortened(text: string, most: number): string {
  const chars = Array.from(text)
  if (chars.length <= most) return text
  const cut = chars.slice(0, most - 1).join('')
  const gap = cut.lastIndexOf(' ')
  return `${(gap > cut.length * 0.66 ? cut.slice(0, gap) : cut).trimEnd()}…`
}
