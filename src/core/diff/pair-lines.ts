/** Indexes into the removed and the added lines of one run; null where a line has no partner. */
export interface LinePair {
  readonly old: number | null
  readonly new: number | null
}

/** Lines compared with each other, at the most: a run above is a rewrite, where guessing costs time and says little. */
const mostCells = 10_000
/** Less alike than this, two lines are two lines; less is enough where as many lines stand in their place. */
const leastAlike = 0.5
const leastAlikeInPlace = 0.25
/** Of a longer line the first so many visible characters are compared. */
const profileLength = 160

/**
 * Which removed line became which added one, within one run of changed lines. Pairs keep the order of both sides; each
 * line appears once. Between two pairs the removed lines come before the added ones. A very long run is paired by position.
 */
export function pairLines(removed: readonly string[], added: readonly string[]): readonly LinePair[] {
  if (pairedByPosition(removed.length, added.length)) return byPosition(removed.length, added.length)
  const olds = removed.map(profileOf)
  const news = added.map(profileOf)
  const pairs: LinePair[] = []
  let [oldAt, newAt] = [0, 0]
  const upTo = (old: number, now: number) => {
    while (oldAt < old && old - oldAt === now - newAt && alike(olds[oldAt], news[newAt]) >= leastAlikeInPlace)
      pairs.push({ old: oldAt++, new: newAt++ })
    for (; oldAt < old; oldAt++) pairs.push({ old: oldAt, new: null })
    for (; newAt < now; newAt++) pairs.push({ old: null, new: newAt })
  }
  for (const [old, now] of bestPairs(olds, news)) {
    upTo(old, now)
    pairs.push({ old, new: now })
    oldAt = old + 1
    newAt = now + 1
  }
  upTo(removed.length, added.length)
  return pairs
}

/** Whether a run of so many lines is too long to be paired by likeness. */
export function pairedByPosition(removed: number, added: number): boolean {
  return removed * added > mostCells
}

function byPosition(removed: number, added: number): readonly LinePair[] {
  return Array.from({ length: Math.max(removed, added) }, (_, at) => ({
    old: at < removed ? at : null,
    new: at < added ? at : null,
  }))
}

function bestPairs(olds: readonly Uint32Array[], news: readonly Uint32Array[]): readonly (readonly [number, number])[] {
  const width = news.length + 1
  const best = new Float64Array((olds.length + 1) * width)
  const scores = new Float64Array(olds.length * news.length)
  for (let i = olds.length - 1; i >= 0; i--) {
    for (let j = news.length - 1; j >= 0; j--) {
      const share = alike(olds[i], news[j], leastAlike)
      // So that one good pair is worth more than two poor ones.
      const score = share < leastAlike ? 0 : share ** 4
      scores[i * news.length + j] = score
      const skip = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0)
      best[i * width + j] = Math.max(skip, score > 0 ? (best[(i + 1) * width + j + 1] ?? 0) + score : 0)
    }
  }
  const pairs: (readonly [number, number])[] = []
  let [i, j] = [0, 0]
  while (i < olds.length && j < news.length) {
    const score = scores[i * news.length + j] ?? 0
    const here = best[i * width + j] ?? 0
    if (score > 0 && here === (best[(i + 1) * width + j + 1] ?? 0) + score) {
      pairs.push([i, j])
      i++
      j++
    } else if (here === (best[(i + 1) * width + j] ?? 0)) i++
    else j++
  }
  return pairs
}

/** The pairs of neighbouring visible characters of a line, sorted, each as one number. */
function profileOf(line: string): Uint32Array {
  const visible = line
    .slice(0, profileLength * 4)
    .replaceAll(/\s+/g, '')
    .slice(0, profileLength)
  const profile = new Uint32Array(visible.length)
  let last = 0
  for (let at = 0; at < visible.length; at++) {
    const unit = visible.charCodeAt(at)
    profile[at] = last * 0x1_00_00 + unit
    last = unit
  }
  return profile.toSorted()
}

/** Share of what two lines have in common (Dice's coefficient): 0 is nothing, or less than `least`, 1 is the same but for white space. */
function alike(a: Uint32Array | undefined, b: Uint32Array | undefined, least = leastAlikeInPlace): number {
  if (a === undefined || b === undefined) return 0
  const total = a.length + b.length
  // Two blank lines are the same line.
  if (total === 0) return 1
  if ((2 * Math.min(a.length, b.length)) / total < least) return 0
  let [i, j, shared] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const left = a[i] ?? 0
    const right = b[j] ?? 0
    if (left === right) {
      shared++
      i++
      j++
    } else if (left < right) i++
    else j++
  }
  return (2 * shared) / total
}
