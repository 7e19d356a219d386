interface Used {
  readonly at: number
  readonly usedPercent: number
}

/** A window only fills until it is reset. A server's rounding or correction takes back less than this. */
const resetDrop = 2

/** Oldest first, one of each moment, without a lone low number between two that agree: a reading of something else. */
function inOrder<T extends Used>(samples: readonly T[]): readonly T[] {
  const sorted = samples.toSorted((a, b) => a.at - b.at).filter((one, i, all) => one.at !== all[i + 1]?.at)
  return sorted.filter((one, i) => {
    const before = sorted[i - 1]
    const after = sorted[i + 1]
    if (before === undefined || after === undefined) return true
    const agree = Math.abs(after.usedPercent - before.usedPercent) <= resetDrop
    return !(agree && before.usedPercent - one.usedPercent > resetDrop)
  })
}

/** The runs of samples between resets, oldest first; a reset is where the use drops. */
export function betweenResets<T extends Used>(samples: readonly T[]): readonly (readonly T[])[] {
  const runs: T[][] = []
  for (const sample of inOrder(samples)) {
    const run = runs.at(-1)
    const previous = run?.at(-1)
    if (run === undefined || previous === undefined || previous.usedPercent - sample.usedPercent > resetDrop) {
      runs.push([sample])
    } else run.push(sample)
  }
  return runs
}

/** The samples since the last reset inside them, oldest first. */
export function sinceLastReset<T extends Used>(samples: readonly T[]): readonly T[] {
  return betweenResets(samples).at(-1) ?? []
}
