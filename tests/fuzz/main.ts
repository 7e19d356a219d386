// node main.mjs MINUTES SEED ROUNDS: plays every target in turn, with other seeds each time, until the time is over or the
// rounds (0 for no bound) are played. Ends with 1 at the first that fails.
import { fuzzTargets, playRound } from './targets'

const [minutes, firstSeed, rounds] = process.argv.slice(2).map(Number)
const untilMs = Date.now() + (minutes ?? 1) * 60_000
const seed = firstSeed ?? 1
let played = 0
try {
  do {
    // Those that take less time are played more often, as in the bounded run.
    for (const target of fuzzTargets)
      for (let turn = 0; turn < Math.max(1, target.rounds / 20); turn++)
        await playRound(target, seed + played + turn * 1_000_003)
    played += 1
  } while (Date.now() < untilMs && (rounds === undefined || rounds === 0 || played < rounds))
  console.log(`fuzz: ${played} turns of ${fuzzTargets.length} targets, nothing found`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
