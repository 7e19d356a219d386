import type { FileDiff } from '../../../src/core/diff/file-diff'
import { diffLines } from '../../../src/core/diff/line-diff'

const encoder = new TextEncoder()

/** The difference of two texts as the repo process finds it. */
export function textDiff(path: string, before: string, after: string, part: Partial<FileDiff> = {}): FileDiff {
  const diff = diffLines(path, encoder.encode(before), encoder.encode(after))
  if (diff.kind !== 'hunks') throw new Error('too large for a test')
  return {
    path,
    from: null,
    change: 'modified',
    oldMode: 0o100644,
    newMode: 0o100644,
    added: diff.added,
    removed: diff.removed,
    body: { kind: 'text', hunks: diff.hunks },
    ...part,
  }
}

/** "1\n2\n…", with some lines written otherwise. */
export function numbered(count: number, changed: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: count }, (_, at) => `${changed[at + 1] ?? at + 1}\n`).join('')
}
