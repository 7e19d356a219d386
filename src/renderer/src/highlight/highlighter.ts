import type { Clock } from '../../../core/clock'
import type { FileDiff } from '../../../core/diff/file-diff'
import { hunkRuns, lineAt } from '../../../core/diff/hunk-lines'
import type { RepoPath } from '../../../core/repo/repo-path'
import { createColouringClient } from './colouring-client'
import type { StartHighlightWorker } from './highlight-worker'
import { hunkPieces, isReadInParts, type PlaceInDiff } from './hunk-pieces'
import { mayHaveColours } from './languages'
import { longestLine, type TokenSpan } from './packed-lines'
import { type SideColours, sideColours } from './side-colours'

export type Side = 'old' | 'new'

/** Syntax colours of what is in sight; they come when they come, and nothing waits for them. */
export interface Highlighter {
  /**
   * Asks for the colours of a file as it is now; the answer takes the wish back, where it is still waiting. A later wish
   * for the same path takes the place of an earlier one.
   */
  readonly want: (file: FileDiff) => () => void
  /** A line of a very long diff is in sight and has no colours yet. */
  readonly see: (path: RepoPath, place: PlaceInDiff) => void
  /** Undefined until they are known. Unchanged lines are of the new side, where there is one. */
  readonly spansOf: (path: RepoPath, side: Side, line: number, text: string) => readonly TokenSpan[] | undefined
  /** Calls back whenever the colours of a file change. */
  readonly subscribe: (path: RepoPath, listener: () => void) => () => void
  /** Counts the changes of a file's colours. */
  readonly version: (path: RepoPath) => number
  readonly close: () => void
}

export interface HighlighterDeps {
  readonly content: (path: RepoPath, side: Side) => Promise<Uint8Array | null>
  readonly startWorker: StartHighlightWorker
  readonly clock: Clock
  /** Runs something when what was drawn last is on the screen. */
  readonly afterPaint: (fn: () => void) => void
}

/** Above so many bytes only the lines of the diff are coloured. */
const largestWhole = 512 * 1024
const rowsAtOnce = 30
/** Files whose colours are kept. */
const mostFiles = 40

interface FileColours {
  /** What they were asked for. */
  readonly file: FileDiff
  readonly old: SideColours | null
  readonly new: SideColours | null
}

export function createHighlighter({ content, startWorker, clock, afterPaint }: HighlighterDeps): Highlighter {
  const client = createColouringClient(startWorker, clock)
  const known = new Map<RepoPath, FileColours>()
  const versions = new Map<RepoPath, number>()
  const listeners = new Map<RepoPath, Set<() => void>>()
  const wishes = new Map<RepoPath, FileDiff>()
  /** Sides that are not asked for again, as copying them costs time at every save. */
  const large = new Set<string>()
  /** Where very long diffs are read. */
  const places = new Map<RepoPath, PlaceInDiff>()
  let reading: FileDiff | null = null
  let running = false

  const keep = (file: FileDiff, part: { readonly [side in Side]?: SideColours | null }) => {
    const { old, new: now } = known.get(file.path) ?? { old: null, new: null }
    known.delete(file.path)
    known.set(file.path, { old, new: now, ...part, file })
    for (const oldest of known.keys()) {
      if (known.size <= mostFiles) break
      known.delete(oldest)
    }
  }

  const run = async () => {
    for (const [path, file] of wishes) {
      wishes.delete(path)
      keep(file, {})
      reading = file
      // One after the other: the newest wish comes next, not behind a pile of older ones.
      // oxlint-disable-next-line no-await-in-loop -- see above
      await colour(file)
    }
    reading = null
    running = false
  }

  const colour = async (file: FileDiff) => {
    for (const side of sidesOf(file)) {
      // The old side stays while the new one is written.
      if (side === 'old' && !large.has(`old ${file.path}`) && hasRemovedLines(known.get(file.path)?.old, file)) continue
      // oxlint-disable-next-line no-await-in-loop -- the worker answers one question at a time
      const colours = await readSide(file, side)
      // Superseded: what is on the screen now is another text.
      if (wishes.has(file.path)) return
      keep(file, { [side]: colours })
      versions.set(file.path, (versions.get(file.path) ?? 0) + 1)
      tell(file.path)
    }
  }

  /** Some rows in each frame: all at once would be a long one when colours come for the first time. */
  const tell = (path: RepoPath) => {
    const told = [...(listeners.get(path) ?? [])]
    const next = () => {
      for (const listener of told.splice(0, rowsAtOnce)) if (listeners.get(path)?.has(listener) === true) listener()
      if (told.length > 0) afterPaint(next)
    }
    next()
  }

  const wish = (file: FileDiff) => {
    wishes.delete(file.path)
    wishes.set(file.path, file)
    if (running) return
    running = true
    afterPaint(() => void run())
  }

  const readSide = async (file: FileDiff, side: Side): Promise<SideColours | null> => {
    const sideName = `${side} ${file.path}`
    const bytes = large.has(sideName) ? null : await content(file.path, side)
    if (bytes === null ? isReadInParts(file) : bytes.length > largestWhole) large.add(sideName)
    if (bytes !== null && bytes.length <= largestWhole) {
      const lines = await client.colours(file.path, bytes)
      return lines === null ? null : sideColours(lines.map((whole) => ({ firstLine: 1, lines: whole })))
    }
    const pieces = hunkPieces(file, side, places.get(file.path) ?? null)
    const lines = await client.colours(
      file.path,
      pieces.map(({ text }) => text),
    )
    if (lines === null) return null
    return sideColours(
      lines.flatMap((piece, at) => {
        const firstLine = pieces[at]?.firstLine
        return firstLine === undefined ? [] : [{ firstLine, lines: piece }]
      }),
    )
  }

  return {
    want(file) {
      const { path } = file
      const takeBack = () => {
        if (wishes.get(path) === file) wishes.delete(path)
      }
      if (file.body.kind !== 'text' || !mayHaveColours(path)) return takeBack
      if ((wishes.get(path) ?? known.get(path)?.file) === file) return takeBack
      wish(file)
      return takeBack
    },
    see(path, place) {
      const colours = known.get(path)
      if (colours === undefined || wishes.has(path) || reading?.path === path) return
      const { file } = colours
      const inParts = (large.has(`old ${path}`) || large.has(`new ${path}`)) && isReadInParts(file)
      // Colours that never come are not asked for again and again.
      if (!inParts || (colours.old === null && colours.new === null)) return
      if (file.body.kind !== 'text' || !file.body.hunks.includes(place.hunk) || isLong(place)) return
      places.set(path, place)
      wish(file)
    },
    spansOf: (path, side, line, text) => known.get(path)?.[side]?.of(line, text),
    subscribe(path, listener) {
      const all = listeners.get(path) ?? new Set()
      listeners.set(path, all)
      all.add(listener)
      return () => {
        all.delete(listener)
        if (all.size === 0 && listeners.get(path) === all) listeners.delete(path)
      }
    },
    version: (path) => versions.get(path) ?? 0,
    close() {
      wishes.clear()
      client.close()
    },
  }
}

/** What the rows of a file need: unchanged lines are read from the new side. */
function sidesOf(file: FileDiff): readonly Side[] {
  if (file.change === 'deleted') return ['old']
  return file.removed === 0 ? ['new'] : ['new', 'old']
}

function isLong({ hunk, at }: PlaceInDiff): boolean {
  return (lineAt(hunk, at)?.text.length ?? 0) > longestLine
}

/** Removed lines that are looked at to see whether the old side is still the one that was read. */
const mostChecked = 200

function hasRemovedLines(old: SideColours | null | undefined, { body }: FileDiff): boolean {
  if (old === null || old === undefined || body.kind !== 'text') return false
  let checked = 0
  for (const hunk of body.hunks) {
    for (const run of hunkRuns(hunk)) {
      if (run.kind !== 'removed') continue
      for (let by = 0; by < run.count; by++) {
        const line = lineAt(hunk, run.first + by)
        checked++
        if (checked > mostChecked) return true
        if (line === undefined || !old.covers(run.oldLine + by, line.text)) return false
      }
    }
  }
  return true
}
