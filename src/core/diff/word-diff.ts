import { isSpace, wordTokens } from './word-tokens'

/** A part of a line, in UTF-16 units: `end` is the first one behind it. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

export interface WordDiff {
  readonly old: readonly TextRange[]
  readonly new: readonly TextRange[]
}

/** Longer lines are not read word by word either. */
const longest = 4000
/** Words that differ between the common ends of both lines, multiplied: the cost of one comparison. */
const mostCells = 160_000
/** With less in common (of the visible characters, of the names, or of what both lines begin and end with) marks would be noise. */
const leastShared = { characters: 0.3, names: 0.5, ends: 0.5 }

/**
 * Which words of a line went and which came, in order and without touching ranges.
 * Null when the lines have too little in common, or are too long, for marks to help.
 */
export function wordDiff(old: string, now: string): WordDiff | null {
  if (old.length > longest || now.length > longest) return null
  if (old === now) return { old: [], new: [] }
  const a = wordTokens(old)
  const b = wordTokens(now)
  const common = commonTokens(a, b)
  if (common === null || !alikeEnough(a, b, common)) return null
  return rangesOf(a, b, common)
}

/** Pairs of equal tokens, in order: the heaviest common subsequence. */
type Common = readonly (readonly [old: number, now: number])[]

function commonTokens(a: readonly string[], b: readonly string[]): Common | null {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let tail = 0
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const rows = a.length - start - tail
  const columns = b.length - start - tail
  if (rows * columns > mostCells) return null
  return [
    ...Array.from({ length: start }, (_, at) => [at, at] as const),
    ...heaviest(a.slice(start, start + rows), b.slice(start, start + columns)).map(
      ([i, j]) => [start + i, start + j] as const,
    ),
    ...Array.from({ length: tail }, (_, at) => [a.length - tail + at, b.length - tail + at] as const),
  ]
}

/**
 * The common subsequence with the most weight. A shared name says more than a shared bracket, and two of them that
 * touch say more than two apart: plain longest subsequences scatter over commas and spaces.
 */
function heaviest(a: readonly string[], b: readonly string[]): Common {
  const width = b.length + 1
  const best = new Float64Array((a.length + 1) * width)
  const value = (i: number, j: number) => best[i * width + j] ?? 0
  const weights = a.map(weightOf)
  const gain = (i: number, j: number) => (weights[i] ?? 0) + (a[i + 1] === b[j + 1] && i + 1 < a.length ? 0.5 : 0)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const skip = Math.max(value(i + 1, j), value(i, j + 1))
      best[i * width + j] = a[i] === b[j] ? Math.max(skip, value(i + 1, j + 1) + gain(i, j)) : skip
    }
  }
  const pairs: (readonly [number, number])[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j] && value(i, j) === value(i + 1, j + 1) + gain(i, j)) {
      pairs.push([i, j])
      i++
      j++
    } else if (value(i + 1, j) >= value(i, j + 1)) i++
    else j++
  }
  return pairs
}

function weightOf(token: string): number {
  if (isSpace(token)) return 0.3
  return isName(token) ? 2 + Math.min(token.length, 12) / 2 : 1
}

function isName(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token)
}

function alikeEnough(a: readonly string[], b: readonly string[], common: Common): boolean {
  const shared = common.map(([at]) => a[at] ?? '')
  const share = (of: (tokens: readonly string[]) => number) => of(shared) / Math.max(of(a), of(b), 1)
  const visible = (tokens: readonly string[]) =>
    tokens.reduce((sum, token) => sum + (isSpace(token) ? 0 : token.length), 0)
  const names = (tokens: readonly string[]) => tokens.filter((token) => isName(token)).length
  return (
    (visible(a) === 0 && visible(b) === 0) ||
    share(visible) >= leastShared.characters ||
    share(names) >= leastShared.names ||
    sharedEnds(a.join('').trim(), b.join('').trim()) >= leastShared.ends
  )
}

/** What two lines begin and end with, as a share of the longer one. */
function sharedEnds(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  const start = sharedStart(a, b)
  let tail = 0
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return (start + tail) / Math.max(a.length, b.length, 1)
}

function rangesOf(a: readonly string[], b: readonly string[], common: Common): WordDiff {
  const old: TextRange[] = []
  const now: TextRange[] = []
  let [i, j, oldAt, newAt] = [0, 0, 0, 0]
  const gap = (toOld: number, toNew: number) => {
    const went = a.slice(i, toOld).join('')
    const came = b.slice(j, toNew).join('')
    // Of a wider indent only what it grew by is marked.
    const same = isSpace(went) && isSpace(came) ? sharedStart(went, came) : 0
    push(old, oldAt + same, oldAt + went.length)
    push(now, newAt + same, newAt + came.length)
    oldAt += went.length
    newAt += came.length
  }
  for (const [nextOld, nextNew] of [...common, [a.length, b.length] as const]) {
    gap(nextOld, nextNew)
    oldAt += a[nextOld]?.length ?? 0
    newAt += b[nextNew]?.length ?? 0
    i = nextOld + 1
    j = nextNew + 1
  }
  return { old: joined(old, a.join('')), new: joined(now, b.join('')) }
}

function push(ranges: TextRange[], start: number, end: number): void {
  if (end > start) ranges.push({ start, end })
}

/** Two marked words with nothing but a space between them are one mark. */
function joined(ranges: readonly TextRange[], line: string): readonly TextRange[] {
  const result: TextRange[] = []
  for (const range of ranges) {
    const last = result.at(-1)
    const joins =
      last !== undefined &&
      isSpace(line.slice(last.end, range.start)) &&
      !isSpace(line.slice(last.start, last.end)) &&
      !isSpace(line.slice(range.start, range.end))
    if (joins) result[result.length - 1] = { start: last.start, end: range.end }
    else result.push(range)
  }
  return result
}

function sharedStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
