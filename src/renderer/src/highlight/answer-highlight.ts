import { textOfBytes } from '../../../core/diff/text-of-bytes'
import type { HighlightAnswer, HighlightRequest } from './highlight-messages'
import { languageOf } from './languages'
import { tokenise } from './tokenise'

/** What the worker answers. A grammar that fails on hostile source leaves the file plain. */
export function answerHighlight({ ask, path, text }: HighlightRequest): HighlightAnswer & { readonly type: 'lines' } {
  const pieces = text instanceof Uint8Array ? [decode(text)] : text
  const language = languageOf(path, pieces[0]?.slice(0, 200).split('\n', 1)[0] ?? '')
  if (language === null) return { type: 'lines', ask, lines: null }
  try {
    return { type: 'lines', ask, lines: pieces.map((piece) => tokenise(language, piece)) }
  } catch {
    return { type: 'lines', ask, lines: null }
  }
}

/** Line by line where it is no UTF-8, as the rows of a diff are decoded: one such line changes no other. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const lines: string[] = []
    for (let at = 0; at <= bytes.length; ) {
      const end = bytes.indexOf(10, at)
      lines.push(textOfBytes(bytes.subarray(at, end === -1 ? bytes.length : end)))
      at = end === -1 ? bytes.length + 1 : end + 1
    }
    return lines.join('\n')
  }
}
