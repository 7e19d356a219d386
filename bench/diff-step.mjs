// The comparison of two texts alone, against git's own of the same two files.
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startAsked } from './lib/asked-process.mjs'
import { bundle } from './lib/bundle.mjs'
import { withFolder } from './lib/firebreak.mjs'
import { sourceLines } from './lib/generated-tree.mjs'
import { randomNumbers } from './lib/random-numbers.mjs'
import { short } from './lib/rows.mjs'
import { startSmallProcess } from './lib/small-process.mjs'
import { median, p10, p90 } from './lib/stats.mjs'

const samples = 25
const warmUps = 10
const noOp = 'never: the numbers of added and removed lines have to be those of git'

const cases = [
  { id: 'diff-one-edit-20k', lines: 20_000, what: 'one edited line of 20,000', target: 0.05, edit: oneLine },
  { id: 'diff-one-edit-100k', lines: 100_000, what: 'one edited line of 100,000', target: 0.05, edit: oneLine },
  { id: 'diff-rewrite-20k', lines: 20_000, what: '15 % of 20,000 lines rewritten', target: 1.5, edit: manyLines },
]

/** @type {import('./benches.mjs').Bench} */
export const diffStep = {
  what: 'Comparing two texts',
  rows: cases.map(({ id, what, target }) => ({
    id,
    what: `the diff step: ${what}; ratio to git diff --no-index`,
    unit: 'ms',
    reference: 'git diff --no-index',
    target,
    noOp,
  })),
  run: () => withFolder((folder) => measure(realpathSync(folder))),
}

async function measure(folder) {
  const ours = startAsked(await bundle('diff-process', folder))
  const small = startSmallProcess()
  try {
    const found = {}
    for (const one of cases) found[one.id] = await measureCase({ ...one, folder, ours, small })
    return found
  } finally {
    ours.end()
    small.end()
  }
}

async function measureCase({ id, lines, edit, folder, ours, small }) {
  const random = randomNumbers(lines)
  const before = sourceLines(lines, random)
  const after = edit(before, random)
  const [old, now] = ['old', 'new'].map((name) => path.join(folder, `${id}-${name}`))
  writeFileSync(old, `${before.join('\n')}\n`)
  writeFileSync(now, `${after.join('\n')}\n`)
  const changed = after.filter((line, at) => line !== before[at]).length
  const scratch = path.join(folder, 'scratch')
  mkdirSync(scratch, { recursive: true, mode: 0o700 })

  const [times, reference] = [[], []]
  let calls = 0
  for (let at = 0; at < warmUps + samples; at++) {
    const gitMs = await small.timeDifference(['diff', '--no-index', '--', old, now], folder)
    const one = await ours.ask('compare', { folder: scratch, old, now })
    if (one.added !== changed || one.removed !== changed)
      throw new Error(`${changed} lines differ, and ${one.added} added and ${one.removed} removed ones were found`)
    calls = one.calls
    if (at < warmUps) continue
    times.push(one.ms)
    reference.push(gitMs)
  }
  return {
    value: median(times),
    base: median(reference),
    notes: [
      `n = ${times.length}; p10 and p90 ${short(p10(times))} and ${short(p90(times))} ms, git ${short(p10(reference))} and ${short(p90(reference))} ms; git calls of ours: ${calls}`,
    ],
  }
}

function oneLine(lines) {
  return lines.with(Math.floor(lines.length / 2), 'an edited line')
}

/** Every line of a random 15 % gets text that no other line has. */
function manyLines(lines, random) {
  return lines.map((line, at) => (random() < 0.15 ? `rewritten(${at}, ${random()})` : line))
}
