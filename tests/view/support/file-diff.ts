import type { FileDiff, Hunk } from '../../../src/core/diff/file-diff'

/** Lines as in a patch: " same", "-old", "+new"; numbers count from 1 on both sides. */
export function fileDiff(path: string, patch: readonly string[], part: Partial<FileDiff> = {}): FileDiff {
  const kinds = patch.map((text) => (text.startsWith('+') ? '+' : text.startsWith('-') ? '-' : ' '))
  const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length
  const runs: { sign: string; count: number }[] = []
  for (const sign of kinds) {
    const last = runs.at(-1)
    if (last?.sign === sign) last.count++
    else runs.push({ sign, count: 1 })
  }
  const hunk: Hunk = {
    id: `${path}:${patch.join('\n')}`,
    oldStart: 1,
    oldCount: patch.length - count('+'),
    newStart: 1,
    newCount: patch.length - count('-'),
    shape: runs.map((run) => `${run.sign}${run.count}`).join(''),
    text: patch.map((line) => line.slice(1)).join('\n'),
  }
  return {
    path,
    from: null,
    change: 'modified',
    oldMode: 0o100644,
    newMode: 0o100644,
    added: count('+'),
    removed: count('-'),
    body: { kind: 'text', hunks: [hunk] },
    ...part,
  }
}
