// A process like the repo process, with nothing in it but the comparison of two texts. Bundled before it is run.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createGitLane } from '../src/repo/diff/git-lane'
import { createLanes } from '../src/repo/diff/lanes'
import { createGitRunner } from '../src/repo/git/git-runner'
import { answerQuestions, clock } from './lib/answer-questions.mjs'

const git = createGitRunner({ clock, env: process.env })

answerQuestions({
  /** Compares two files that are read before the time begins. Each time the lanes are new and remember nothing. */
  async compare({ folder, old, now }) {
    const lanes = createLanes({ gitDiff: createGitLane(git, folder), atOnce: Math.min(2, availableParallelism()) })
    const [before, after] = [readFileSync(old), readFileSync(now)]
    const calls = git.calls()
    const startedAtMs = performance.now()
    const { added, removed, hunks } = await lanes.compareText('file.ts', before, after, new AbortController().signal)
    return { ms: performance.now() - startedAtMs, added, removed, hunks: hunks.length, calls: git.calls() - calls }
  },
})
