import type { FileDiff, LineKind } from '../../../../../core/diff/file-diff'
import { hunkLines, lineCount } from '../../../../../core/diff/hunk-lines'
import { lfsObjectWords } from '../../../../../core/words/file-words'

/** Lines of a pointer file at the most (git-lfs docs/spec.md: below 1,024 bytes, "key value" lines). */
const mostLines = 40

/** "LFS object, 12 MB → 14 MB" for a file whose lines are a pointer of git LFS; null for any other. */
export function lfsWords({ body }: FileDiff): string | null {
  const hunk = body.kind === 'text' && body.hunks.length === 1 ? body.hunks[0] : undefined
  if (hunk === undefined || lineCount(hunk) > mostLines) return null
  const lines = hunkLines(hunk)
  const side = (other: LineKind) => lines.filter((line) => line.kind !== other).map((line) => line.text)
  const [before, now] = [sizeOf(side('added')), sizeOf(side('removed'))]
  if (before === null && now === null) return null
  if (now === null && side('removed').length > 0) return 'No LFS object any more'
  return lfsObjectWords(before, now)
}

function sizeOf(lines: readonly string[]): number | null {
  if (!lines[0]?.startsWith('version https://git-lfs.github.com/spec/')) return null
  if (!lines.some((line) => /^oid sha256:[0-9a-f]{64}$/.test(line))) return null
  const digits = lines.map((line) => /^size (\d{1,15})$/.exec(line)?.[1]).find((found) => found !== undefined)
  return digits === undefined ? null : Number(digits)
}
