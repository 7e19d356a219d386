import type { RepoPath } from '../repo/repo-path'
import type { DiffBody, FileChangeKind, FileDiff, Hunk, LineKind } from './file-diff'
import { hunkLines } from './hunk-lines'
import { createHunkPacker, type DecodeText, type PackedRun, type PackHunk } from './pack-hunk'
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

export interface ParseOptions {
  /** The path that hunks are named after, where the patch itself was made under other names. */
  readonly shownAs?: RepoPath
  readonly decode?: DecodeText
  /** Goes into the names of hunks. */
  readonly salt?: string
}

/**
 * Reads what `git diff` prints (unified format with git's extended headers; gitformat "diff-generate-patch") into files.
 * Sizes of binary files are not in a patch, so they read null. Text that is not part of a file's diff is skipped.
 */
export function parsePatch(patch: Uint8Array, options: ParseOptions = {}): readonly FileDiff[] {
  const reader = createLineReader(patch)
  // Holds the lines of all hunks without their signs.
  const lines: Lines = { bytes: new Uint8Array(patch.length), length: 0 }
  const files: FileDiff[] = []
  while (!reader.ended()) {
    if (!reader.startsWith('diff --git ')) {
      reader.next()
      continue
    }
    const header = namesOfFirstLine(reader.next().subarray('diff --git '.length))
    while (!reader.ended() && !reader.startsWith('@@ -') && !reader.startsWith('diff --git '))
      readHeaderLine(header, reader.next())
    const path = options.shownAs ?? header.to ?? header.from ?? ''
    files.push(toFile(header, readHunks(reader, lines, createHunkPacker(path, options.decode, options.salt))))
  }
  return files
}

/** Goes through the lines of a patch without making anything of those that are only passed. */
interface LineReader {
  readonly bytes: Uint8Array
  ended(): boolean
  /** Whether the line at hand begins so. */
  startsWith(text: string): boolean
  /** Where the line at hand begins, and ends without its newline. */
  start(): number
  end(): number
  skip(): void
  /** The line at hand, and goes on to the next. */
  next(): Uint8Array
}

function createLineReader(bytes: Uint8Array): LineReader {
  let start = 0
  let end = endOfLine(bytes, 0)
  const skip = () => {
    start = end + 1
    end = endOfLine(bytes, start)
  }
  return {
    bytes,
    ended: () => start >= bytes.length,
    startsWith: (text) => startsWith(bytes, text, start),
    start: () => start,
    end: () => end,
    skip,
    next() {
      const line = bytes.subarray(start, end)
      skip()
      return line
    },
  }
}

function endOfLine(bytes: Uint8Array, from: number): number {
  // Lines are short: a loop is done before a search has begun.
  let at = from
  while (at < bytes.length && bytes[at] !== 10) at++
  return at
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

interface FileHunks {
  readonly hunks: readonly Hunk[]
  readonly added: number
  readonly removed: number
}

function readHunks(reader: LineReader, lines: Lines, pack: PackHunk): FileHunks {
  const hunks: Hunk[] = []
  let added = 0
  let removed = 0
  while (reader.startsWith('@@ -')) {
    const range = readRange(reader.bytes, reader.start() + '@@ -'.length)
    if (range === null) break
    reader.skip()
    const runs = readRuns(reader, lines, range.oldCount, range.newCount)
    for (const { kind, count } of runs) {
      if (kind === 'added') added += count
      else if (kind === 'removed') removed += count
    }
    hunks.push(pack(range, runs))
  }
  return { hunks, added, removed }
}

/** "a,b +c,d @@"; a count that is 1 may be left out. Null for anything else. */
function readRange(bytes: Uint8Array, start: number): Omit<Hunk, 'id' | 'shape' | 'text'> | null {
  let at = start
  const number = (): number => {
    let value = 0
    for (let digit = bytes[at] ?? 0; digit >= 48 && digit <= 57; digit = bytes[++at] ?? 0)
      value = value * 10 + digit - 48
    return value
  }
  const count = () => {
    if (bytes[at] !== 44) return 1
    at++
    return number()
  }
  const [oldStart, oldCount] = [number(), count()]
  if (!startsWith(bytes, ' +', at)) return null
  at += 2
  const [newStart, newCount] = [number(), count()]
  return startsWith(bytes, ' @@', at) ? { oldStart, oldCount, newStart, newCount } : null
}

/** Lines without their signs, one after the other, so that a run of them is one piece of bytes. */
interface Lines {
  readonly bytes: Uint8Array
  length: number
}

type OpenRun = { -readonly [K in keyof PackedRun]: PackedRun[K] }

function readRuns(reader: LineReader, lines: Lines, oldCount: number, newCount: number): readonly PackedRun[] {
  const { bytes } = reader
  const runs: OpenRun[] = []
  let run: OpenRun | undefined
  let oldLeft = oldCount
  let newLeft = newCount
  let length = lines.length
  for (; !reader.ended(); reader.skip()) {
    const from = reader.start()
    const sign = bytes[from]
    if (sign === 92) {
      if (run !== undefined) run.noNewline = true
      continue
    }
    if (oldLeft === 0 && newLeft === 0) break
    const kind = sign === 43 ? 'added' : sign === 45 ? 'removed' : 'context'
    if (run?.kind !== kind || run.noNewline) {
      run = { kind, count: 0, bytes: lines.bytes, start: length, end: length, noNewline: false }
      runs.push(run)
    }
    const end = reader.end()
    // Mailers cut the single space of an empty context line.
    for (let at = from + 1; at < end; at++) lines.bytes[length++] = bytes[at] ?? 0
    run.count++
    run.end = length
    lines.bytes[length++] = 10
    if (kind !== 'added') oldLeft--
    if (kind !== 'removed') newLeft--
  }
  lines.length = length
  return runs
}

function toFile(header: Header, { hunks, added, removed }: FileHunks): FileDiff {
  const path = header.to ?? header.from ?? ''
  const body = bodyOf(header, hunks)
  const text = body.kind === 'text'
  return {
    path,
    from: header.from !== null && header.from !== path ? header.from : null,
    change: changeOf(header, hunks),
    oldMode: header.created ? null : header.oldMode,
    newMode: header.deleted ? null : header.newMode,
    added: text ? added : 0,
    removed: text ? removed : 0,
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
  const only = (kind: LineKind) => lines.find((line) => line.kind === kind)?.text ?? null
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

function startsWith(bytes: Uint8Array, text: string, from = 0): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false
  return true
}
