import type { PackedLines } from './packed-lines'

/** What the window asks its worker, about one thing at a time. */
export interface HighlightRequest {
  readonly ask: number
  readonly path: string
  /** A whole side of a file as it is stored, or separate pieces of it. */
  readonly text: Uint8Array | readonly string[]
}

export type HighlightAnswer =
  /** Sent once, when the grammars are loaded. */
  | { readonly type: 'ready' }
  /** The tokens of each piece; null where the file stays plain. */
  | { readonly type: 'lines'; readonly ask: number; readonly lines: readonly PackedLines[] | null }
