import type { RepoPath } from '../repo/repo-path'
import type { Hunk } from './file-diff'
import { hunkLines } from './hunk-lines'

/** The other half of a moved line: `line` is 1-based, of the new side for a removed line, of the old side for an added one. */
export interface MovedPlace {
  readonly path: RepoPath
  readonly line: number
}

/** Consecutive lines that moved together. */
export interface MovedBlock {
  readonly from: MovedPlace
  readonly to: MovedPlace
  readonly lines: number
}

export interface MovedLines {
  /** In the order of where they went. */
  readonly blocks: readonly MovedBlock[]
  /** Where a removed line went; undefined when it is gone for good. */
  readonly to: (path: RepoPath, oldLine: number) => MovedPlace | undefined
  /** Where an added line came from; undefined when it is new. */
  readonly from: (path: RepoPath, newLine: number) => MovedPlace | undefined
}

export interface HunksOfFile {
  readonly path: RepoPath
  readonly hunks: readonly Hunk[]
}

/** Changed lines of a scope that are looked at; above, nothing is said to be moved. */
const mostLines = 60_000
/** Places that are tried for one line: text that stands in more of them is no sign of a move. */
const mostPlaces = 16
/** Longer lines are never moved: they are data, and comparing them costs. */
const longestLine = 2000
/** A block is moved when it has so many lines that are not blank, or so many letters and digits, as in git's `--color-moved=zebra`. */
const leastLines = 3
const leastLetters = 20

/**
 * Which blocks of removed lines are added elsewhere in these files, white space at the ends of a line apart. A block that
 * is only indented where it stands has not moved, and a removed line moves to one place at the most. Linear in the lines.
 */
export function findMoved(files: readonly HunksOfFile[]): MovedLines {
  const { removed, added } = readSides(files)
  const places = placesOf(removed)
  const taken = new Uint8Array(removed.length)
  const blocks: MovedBlock[] = []
  for (let at = 0; at < added.length; ) {
    const block = longestBlock(removed, added, places.get(added[at]?.text ?? '') ?? [], taken, at)
    const [from, to] = [removed[block?.start ?? 0], added[at]]
    if (block === null || from === undefined || to === undefined) {
      at++
      continue
    }
    taken.fill(1, block.start, block.start + block.length)
    blocks.push({
      from: { path: from.path, line: from.line },
      to: { path: to.path, line: to.line },
      lines: block.length,
    })
    at += block.length
  }
  return movedLines(blocks)
}

/** Blocks, found by their lines. */
export function movedLines(blocks: readonly MovedBlock[]): MovedLines {
  const to = indexed(blocks.map(({ from, to: place, lines }) => ({ of: from, place, lines })))
  const from = indexed(blocks.map(({ from: place, to: of, lines }) => ({ of, place, lines })))
  return {
    blocks,
    to: (path, line) => to.get(path)?.get(line),
    from: (path, line) => from.get(path)?.get(line),
  }
}

interface Indexed {
  readonly of: MovedPlace
  readonly place: MovedPlace
  readonly lines: number
}

function indexed(blocks: readonly Indexed[]): ReadonlyMap<RepoPath, ReadonlyMap<number, MovedPlace>> {
  const places = new Map<RepoPath, Map<number, MovedPlace>>()
  for (const { of, place, lines } of blocks) {
    const ofFile = places.get(of.path) ?? new Map<number, MovedPlace>()
    places.set(of.path, ofFile)
    for (let by = 0; by < lines; by++) ofFile.set(of.line + by, { path: place.path, line: place.line + by })
  }
  return places
}

/** A changed line; `run` is equal for changed lines with nothing but changed lines between them, and so for what stands there instead. */
interface Side {
  readonly path: RepoPath
  readonly line: number
  readonly text: string
  readonly run: number
}

function readSides(files: readonly HunksOfFile[]): {
  readonly removed: readonly Side[]
  readonly added: readonly Side[]
} {
  const removed: Side[] = []
  const added: Side[] = []
  let run = 0
  for (const { path, hunks } of files) {
    for (const hunk of hunks) {
      run++
      for (const { kind, text, oldLine, newLine } of hunkLines(hunk)) {
        const trimmed = text.length > longestLine ? '' : text.trim()
        if (kind === 'context') run++
        else if (oldLine !== null) removed.push({ path, line: oldLine, text: trimmed, run })
        else if (newLine !== null) added.push({ path, line: newLine, text: trimmed, run })
        if (removed.length + added.length > mostLines) return { removed: [], added: [] }
      }
    }
  }
  return { removed, added }
}

/** Where each text was removed, unless that is nowhere special. */
function placesOf(removed: readonly Side[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, { text }] of removed.entries()) {
    if (text === '') continue
    const known = places.get(text)
    if (known === undefined) places.set(text, [at])
    else if (known.length <= mostPlaces) known.push(at)
  }
  for (const [text, known] of places) if (known.length > mostPlaces) places.delete(text)
  return places
}

interface Block {
  readonly start: number
  readonly length: number
}

function longestBlock(
  removed: readonly Side[],
  added: readonly Side[],
  starts: readonly number[],
  taken: Uint8Array,
  at: number,
): Block | null {
  let best: Block | null = null
  for (const start of starts) {
    const length = blockLength(removed, added, taken, start, at)
    if (length > (best?.length ?? 0) && says(removed, start, length)) best = { start, length }
  }
  return best
}

/** How many lines from both places on are equal, in one run each; blank lines at the end do not count. */
function blockLength(
  removed: readonly Side[],
  added: readonly Side[],
  taken: Uint8Array,
  start: number,
  at: number,
): number {
  const [oldRun, newRun] = [removed[start]?.run, added[at]?.run]
  if (oldRun === newRun) return 0
  let length = 0
  for (let by = 0; ; by++) {
    const [old, now] = [removed[start + by], added[at + by]]
    if (old === undefined || now === undefined || old.run !== oldRun || now.run !== newRun) return length
    if (old.text !== now.text || taken[start + by] === 1) return length
    if (old.text !== '') length = by + 1
  }
}

function says(removed: readonly Side[], start: number, length: number): boolean {
  let [lines, letters] = [0, 0]
  for (let by = 0; by < length && lines < leastLines && letters < leastLetters; by++) {
    const text = removed[start + by]?.text ?? ''
    if (text !== '') lines++
    letters += text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  }
  return lines >= leastLines || letters >= leastLetters
}
