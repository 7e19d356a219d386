import type { RepoPath } from '../repo/repo-path'
import { encodePath } from '../repo/repo-path'
import { binaryLiteral } from './binary-patch'
import type { Hunk } from './file-diff'
import { hunkLines } from './hunk-lines'
import { isBinary } from './is-binary'
import { diffLines, replaceLines } from './line-diff'
import { quotePath } from './quoted-path'

/** One side of a file: its name, its mode as git writes it (such as 0o100644) and its bytes. */
export interface PatchSide {
  readonly path: RepoPath
  readonly mode: number
  readonly bytes: Uint8Array
}

/**
 * The patch of one file as `git diff --binary --full-index` would write it, so that `git apply` turns the old side into
 * the new one byte for byte. Null is a side that does not exist; equal sides give no bytes. `blobId` is the object id
 * of some bytes in the repository, in full hex.
 */
export function patchOf(
  oldSide: PatchSide | null,
  newSide: PatchSide | null,
  blobId: (bytes: Uint8Array) => string,
): Uint8Array {
  const either = newSide ?? oldSide
  if (either === null) return new Uint8Array()
  // A patch cannot turn a file into a link: git writes the end of the one and the start of the other.
  if (oldSide && newSide && typeOf(oldSide) !== typeOf(newSide))
    return joined([patchOf(oldSide, null, blobId), patchOf(null, newSide, blobId)])

  const out: Uint8Array[] = []
  const text = (line: string) => void out.push(encodePath(line))
  const name = (prefix: string, side: PatchSide | null) => quotePath(prefix, (side ?? either).path)
  out.push(encodePath('diff --git '), name('a/', oldSide), encodePath(' '), name('b/', newSide), encodePath('\n'))
  if (oldSide === null) text(`new file mode ${octal(either.mode)}\n`)
  else if (newSide === null) text(`deleted file mode ${octal(either.mode)}\n`)
  else if (oldSide.mode !== newSide.mode) text(`old mode ${octal(oldSide.mode)}\nnew mode ${octal(newSide.mode)}\n`)
  if (oldSide && newSide && oldSide.path !== newSide.path)
    out.push(
      encodePath('rename from '),
      quotePath('', oldSide.path),
      encodePath('\nrename to '),
      quotePath('', newSide.path),
      encodePath('\n'),
    )

  const before = oldSide?.bytes ?? new Uint8Array()
  const after = newSide?.bytes ?? new Uint8Array()
  const body = bodyOf(either.path, before, after)
  // More than the five parts of the first line: the mode or the name moved.
  if (body === null && oldSide && newSide) return out.length > 5 ? joined(out) : new Uint8Array()
  const id = (side: PatchSide | null) => (side ? blobId(side.bytes) : '0'.repeat(blobId(new Uint8Array()).length))
  const sharedMode = oldSide && newSide && oldSide.mode === newSide.mode ? ` ${octal(either.mode)}` : ''
  text(`index ${id(oldSide)}..${id(newSide)}${sharedMode}\n`)
  if (body === null) return joined(out)
  if (body === 'binary') {
    text(`GIT binary patch\n${binaryLiteral(after)}${binaryLiteral(before)}`)
    return joined(out)
  }
  const sideLine = (mark: string, prefix: string, side: PatchSide | null) => {
    const quoted = side ? quotePath(prefix, side.path) : encodePath('/dev/null')
    out.push(encodePath(`${mark} `), quoted, encodePath(side?.path.includes(' ') && quoted[0] !== 34 ? '\t\n' : '\n'))
  }
  sideLine('---', 'a/', oldSide)
  sideLine('+++', 'b/', newSide)
  const oldLines = linesOf(before)
  const newLines = linesOf(after)
  for (const hunk of body) writeHunk(out, hunk, oldLines, newLines)
  return joined(out)
}

function bodyOf(path: RepoPath, before: Uint8Array, after: Uint8Array): readonly Hunk[] | 'binary' | null {
  if (isBinary(before) || isBinary(after)) return sameBytes(before, after) ? null : 'binary'
  const diff = diffLines(path, before, after)
  const hunks = diff.kind === 'hunks' ? diff.hunks : replaceLines(path, before, after).hunks
  return hunks.length === 0 ? null : hunks
}

/** The lines are taken from the bytes of the files, not from the text that is shown. */
function writeHunk(out: Uint8Array[], hunk: Hunk, oldLines: Lines, newLines: Lines): void {
  const range = (start: number, count: number) => (count === 1 ? `${start}` : `${start},${count}`)
  out.push(encodePath(`@@ -${range(hunk.oldStart, hunk.oldCount)} +${range(hunk.newStart, hunk.newCount)} @@\n`))
  for (const line of hunkLines(hunk)) {
    const mark = line.kind === 'added' ? '+' : line.kind === 'removed' ? '-' : ' '
    out.push(encodePath(mark), line.newLine === null ? oldLines(line.oldLine ?? 1) : newLines(line.newLine))
    if (line.noNewline) out.push(encodePath('\n\\ No newline at end of file\n'))
  }
}

/** The bytes of a line with its ending; lines count from 1. */
type Lines = (line: number) => Uint8Array

/** Only the lines of hunks are cut out: a large file has a million others. */
function linesOf(bytes: Uint8Array): Lines {
  const starts = [0]
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) starts.push(end + 1)
  return (line) => bytes.subarray(starts[line - 1] ?? bytes.length, starts[line] ?? bytes.length)
}

function typeOf(side: PatchSide): number {
  return side.mode & 0o170000
}

function octal(mode: number): string {
  return mode.toString(8).padStart(6, '0')
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
