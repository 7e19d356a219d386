import { textOfBytes } from '../core/diff/text-of-bytes'
import { displayName } from '../core/words/display-name'
import { type Outcome, screaming } from './outcome'

/** Where an answer goes. */
export interface Output {
  readonly json: boolean
  /** A person is looking: what they see must not steer their terminal. */
  readonly terminal: boolean
  readonly out: (chunk: string | Uint8Array) => void
  readonly error: (text: string) => void
}

/** Prints an answer: with `json` exactly one JSON value, errors too; otherwise errors and notes on standard error. */
export function print(outcome: Outcome, { json, terminal, out, error }: Output): void {
  if (outcome.kind === 'failed') {
    const { code, message, next, output } = outcome.error
    if (json) out(`${JSON.stringify({ error: { code: screaming(code), message, next } })}\n`)
    else for (const line of [safeLine(message), safeLine(next), ...outputLines(output)]) error(`${line}\n`)
    return
  }
  if (json) return out(`${JSON.stringify(outcome.json)}\n`)
  if (outcome.bytes === undefined) {
    if (outcome.text !== '') out(`${outcome.text}\n`)
  } else out(terminal ? safeText(outcome.bytes) : outcome.bytes)
  for (const note of outcome.notes) error(`${note}\n`)
}

/** What git or a hook printed, made safe for a terminal. */
function outputLines(output: string | undefined): readonly string[] {
  return output === undefined || output.trim() === '' ? [] : output.trimEnd().split(/\r?\n/).map(safeLine)
}

function safeText(bytes: Uint8Array): string {
  return textOfBytes(bytes).split('\n').map(safeLine).join('\n')
}

function safeLine(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(displayName).join('\t')
}
