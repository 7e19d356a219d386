// The repo process as the app runs it, with the bench in the place of main. Bundled before it is run.
import { homedir } from 'node:os'
import { createGitRunner } from '../src/repo/git/git-runner'
import { createRepoProcess } from '../src/repo/repo-process'
import { repoIdOf } from '../src/services/repo-id'
import { answerQuestions, clock } from './lib/answer-questions.mjs'
import { spawnCost } from './lib/spawn-cost.mjs'

const git = createGitRunner({ clock, env: process.env })
const answers = new Map()
let listeners = []
let listed = null
let repoProcess = null

const hear = (message) => {
  if (message.kind === 'answer') answers.get(message.id)?.(message.answer)
  if (message.kind !== 'fact') return
  if (message.fact.type === 'status-read') listed = message.fact.status.files.map(({ path }) => path)
  listeners = listeners.filter((listener) => !listener(message.fact))
}
const until = (wanted) =>
  new Promise((resolve) =>
    listeners.push((fact) => {
      const found = wanted(fact)
      if (found) resolve()
      return found
    }),
  )

answerQuestions({
  /** Milliseconds from the wish to be watching. */
  async open({ repo, home }) {
    const repoId = await repoIdOf(repo)
    repoProcess = createRepoProcess({ runner: git, clock, firebreakHome: home, homeDir: homedir(), post: hear })
    const startedAtMs = performance.now()
    const watching = until((fact) => fact.type === 'watch-changed' && fact.watch.kind === 'watching')
    const opened = new Promise((resolve) => answers.set(1, resolve))
    const request = { type: 'open', repoId, folder: repo, consentedFilters: [] }
    repoProcess.receive({ id: 1, request }, [])
    const answer = await opened
    if (!answer.ok) throw new Error(JSON.stringify(answer.error))
    await watching
    return { ms: performance.now() - startedAtMs }
  },
  /** What differs from HEAD as of the last reading of git's status; null before the first. */
  listed: () => ({ paths: listed }),
  /** How many these are: the names of many cost more than finding them. */
  listedCount: () => ({ count: listed?.length ?? 0 }),
  spawnCost,
  /** Seconds of processor time so far. */
  cpu() {
    const { user, system } = process.cpuUsage()
    return { seconds: (user + system) / 1e6 }
  },
  /** Nothing else can happen here meanwhile. */
  block({ ms }) {
    const endMs = performance.now() + ms
    while (performance.now() < endMs);
    return {}
  },
  gitCalls: () => ({ calls: git.calls() }),
})
