import type { RepoPath } from '../repo/repo-path'
import type { DiffBody, DiffLine, FileChangeKind, FileDiff, Hunk } from './file-diff'
import { createHunkNamer } from './hunk-id'
import { hunkLines } from './hunk-lines'
import { unquotePath } from './quoted-path'
import { textOfBytes } from './text-of-bytes'

interface Header {
  from: RepoPath | null
  to: RepoPath | null
  oldMode: number | null
  newMode: number | null
  created: boolean
  deleted: boolean
  renamed: boolean
  binary: boolean
}

/**
 * Reads what `git diff` prints (unified format with git's extended headers; gitformat "diff-generate-patch") into files.
 * Sizes of binary files are not in a patch, so they read null. Text that is not part of a file's diff is skipped.
 * `shownAs` is the path that hunks are named after, where the patch itself was made under other names.
 */
export function parsePatch(patch: Uint8Array, shownAs?: RepoPath): readonly FileDiff[] {
  const lines = splitLines(patch)
  const files: FileDiff[] = []
  let at = 0
  while (at < lines.length) {
    const first = lines[at]
    if (first === undefined || !startsWith(first.bytes, 'diff --git ')) {
      at++
      continue
    }
    const header = namesOfFirstLine(first.bytes.subarray('diff --git '.length))
    at++
    while (at < lines.length && !isBodyStart(lines[at]?.bytes))
      readHeaderLine(header, lines[at++]?.bytes ?? first.bytes)
    const reader = { lines, at }
    const hunks = readHunks(reader, shownAs ?? header.to ?? header.from ?? '')
    at = reader.at
    files.push(toFile(header, hunks))
  }
  return files
}

interface PatchLine {
  readonly bytes: Uint8Array
}

function splitLines(patch: Uint8Array): PatchLine[] {
  const lines: PatchLine[] = []
  for (let at = 0; at < patch.length; ) {
    const found = patch.indexOf(10, at)
    const end = found === -1 ? patch.length : found
    lines.push({ bytes: patch.subarray(at, end) })
    at = end + 1
  }
  return lines
}

function isBodyStart(line: Uint8Array | undefined): boolean {
  return line === undefined || startsWith(line, '@@ -') || startsWith(line, 'diff --git ')
}

function namesOfFirstLine(names: Uint8Array): Header {
  const header: Header = {
    from: null,
    to: null,
    oldMode: null,
    newMode: null,
    created: false,
    deleted: false,
    renamed: false,
    binary: false,
  }
  // Both names are the same here unless headers that follow say otherwise, so an unquoted pair is cut in its middle.
  const half = names[0] === 34 ? unquotePath(names) : unquotePath(names.subarray(0, (names.length - 1) / 2))
  header.from = header.to = half === null ? null : half.path.slice(2)
  return header
}

function readHeaderLine(header: Header, line: Uint8Array): void {
  const rest = (prefix: string): Uint8Array | null => (startsWith(line, prefix) ? line.subarray(prefix.length) : null)
  const mode = (bytes: Uint8Array) => Number.parseInt(textOfBytes(bytes), 8)
  let value: Uint8Array | null
  if ((value = rest('old mode '))) header.oldMode = mode(value)
  else if ((value = rest('new mode '))) header.newMode = mode(value)
  else if ((value = rest('new file mode '))) {
    header.newMode = mode(value)
    header.created = true
  } else if ((value = rest('deleted file mode '))) {
    header.oldMode = mode(value)
    header.deleted = true
  } else if ((value = rest('rename from ')) || (value = rest('copy from '))) {
    header.from = unquotePath(value)?.path ?? header.from
    header.renamed = startsWith(line, 'rename')
  } else if ((value = rest('rename to ')) || (value = rest('copy to ')))
    header.to = unquotePath(value)?.path ?? header.to
  else if ((value = rest('index '))) {
    const shared = / ([0-7]{6})$/.exec(textOfBytes(value))?.[1]
    if (shared !== undefined) header.oldMode = header.newMode = Number.parseInt(shared, 8)
  } else if ((value = rest('--- '))) header.from = sideName(value) ?? header.from
  else if ((value = rest('+++ '))) header.to = sideName(value) ?? header.to
  else if (startsWith(line, 'Binary files ') || startsWith(line, 'GIT binary patch')) header.binary = true
}

// git ends a name that holds a space with a tab, so that other tools see where it ends.
function sideName(bytes: Uint8Array): RepoPath | null {
  const name = unquotePath(bytes.at(-1) === 9 ? bytes.subarray(0, -1) : bytes)?.path
  return name === undefined || name === '/dev/null' ? null : name.slice(2)
}

function readHunks(reader: { readonly lines: readonly PatchLine[]; at: number }, path: RepoPath): Hunk[] {
  const nameOf = createHunkNamer(path)
  const hunks: Hunk[] = []
  for (;;) {
    const head = reader.lines[reader.at]
    if (head === undefined || !startsWith(head.bytes, '@@ -')) return hunks
    const numbers = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(textOfBytes(head.bytes))
    if (numbers === null) return hunks
    reader.at++
    const [oldStart, oldCount, newStart, newCount] = [1, 2, 3, 4].map((i) => Number(numbers[i] ?? 1))
    const range = { oldStart: oldStart ?? 0, oldCount: oldCount ?? 0, newStart: newStart ?? 0, newCount: newCount ?? 0 }
    const lines = readHunkLines(reader, range)
    hunks.push({ id: nameOf(lines), ...range, lines })
  }
}

function readHunkLines(
  reader: { readonly lines: readonly PatchLine[]; at: number },
  range: Pick<Hunk, 'oldStart' | 'oldCount' | 'newStart' | 'newCount'>,
): DiffLine[] {
  const lines: DiffLine[] = []
  let oldLeft = range.oldCount
  let newLeft = range.newCount
  for (; reader.at < reader.lines.length; reader.at++) {
    const bytes = reader.lines[reader.at]?.bytes ?? new Uint8Array()
    const last = lines.at(-1)
    if (bytes[0] === 92) {
      if (last !== undefined) lines[lines.length - 1] = { ...last, noNewline: true }
      continue
    }
    if (oldLeft === 0 && newLeft === 0) break
    // Mailers cut the single space of an empty context line.
    const kind = bytes[0] === 43 ? 'added' : bytes[0] === 45 ? 'removed' : 'context'
    lines.push({
      kind,
      text: textOfBytes(bytes.subarray(1)),
      oldLine: kind === 'added' ? null : range.oldStart + range.oldCount - oldLeft,
      newLine: kind === 'removed' ? null : range.newStart + range.newCount - newLeft,
      noNewline: false,
    })
    if (kind !== 'added') oldLeft--
    if (kind !== 'removed') newLeft--
  }
  return lines
}

function toFile(header: Header, hunks: readonly Hunk[]): FileDiff {
  const path = header.to ?? header.from ?? ''
  const count = (kind: DiffLine['kind']) =>
    hunks.reduce((sum, hunk) => sum + hunkLines(hunk).filter((line) => line.kind === kind).length, 0)
  const body = bodyOf(header, hunks)
  const text = body.kind === 'text'
  return {
    path,
    from: header.from !== null && header.from !== path ? header.from : null,
    change: changeOf(header, hunks),
    oldMode: header.created ? null : header.oldMode,
    newMode: header.deleted ? null : header.newMode,
    added: text ? count('added') : 0,
    removed: text ? count('removed') : 0,
    body,
  }
}

function changeOf(header: Header, hunks: readonly Hunk[]): FileChangeKind {
  if (header.created) return 'added'
  if (header.deleted) return 'deleted'
  if (header.renamed) return 'renamed'
  if (kindOfMode(header.oldMode) !== kindOfMode(header.newMode)) return 'type-changed'
  return hunks.length === 0 && !header.binary ? 'mode-changed' : 'modified'
}

function bodyOf(header: Header, hunks: readonly Hunk[]): DiffBody {
  if (header.binary) return { kind: 'binary', oldBytes: null, newBytes: null }
  const lines = hunks[0] === undefined ? [] : hunkLines(hunks[0])
  const only = (kind: DiffLine['kind']) => lines.find((line) => line.kind === kind)?.text ?? null
  const type = kindOfMode(header.newMode ?? header.oldMode)
  if (type === 'symlink') return { kind: 'symlink', oldTarget: only('removed'), newTarget: only('added') }
  if (type === 'submodule') {
    const commit = (text: string | null) => text?.replace(/^Subproject commit /, '') ?? null
    return { kind: 'submodule', oldCommit: commit(only('removed')), newCommit: commit(only('added')) }
  }
  return hunks.length > 0 || header.created || header.deleted ? { kind: 'text', hunks } : { kind: 'same' }
}

/** What the file-type bits of a git mode say. */
function kindOfMode(mode: number | null): 'file' | 'symlink' | 'submodule' {
  const type = (mode ?? 0o100644) & 0o170000
  return type === 0o120000 ? 'symlink' : type === 0o160000 ? 'submodule' : 'file'
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false
  return true
}
