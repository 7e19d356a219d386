import type { DiffLine, FileDiff } from '../../../src/core/diff/file-diff'

/** Lines as in a patch: " same", "-old", "+new"; numbers count from 1 on both sides. */
export function fileDiff(path: string, patch: readonly string[], part: Partial<FileDiff> = {}): FileDiff {
  let [oldLine, newLine] = [0, 0]
  const lines = patch.map((text): DiffLine => {
    const kind = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'context'
    if (kind !== 'added') oldLine += 1
    if (kind !== 'removed') newLine += 1
    return {
      kind,
      text: text.slice(1),
      oldLine: kind === 'added' ? null : oldLine,
      newLine: kind === 'removed' ? null : newLine,
      noNewline: false,
    }
  })
  const hunk = {
    id: `${path}:${patch.join('\n')}`,
    oldStart: 1,
    oldCount: oldLine,
    newStart: 1,
    newCount: newLine,
    lines,
  }
  return {
    path,
    from: null,
    change: 'modified',
    oldMode: 0o100644,
    newMode: 0o100644,
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
    body: { kind: 'text', hunks: [hunk] },
    ...part,
  }
}
