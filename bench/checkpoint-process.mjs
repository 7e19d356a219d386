// A process like the repo process, with nothing in it but checkpoints: it takes them and says how long that took. Bundled
// before it is run, as what it imports is TypeScript.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { captureChange } from '../src/repo/checkpoint/capture-change'
import { captureFull } from '../src/repo/checkpoint/capture-full'
import { listerAt } from '../src/repo/checkpoint/large/list-natively'
import { openStore } from '../src/repo/checkpoint/store'
import { createGitRunner } from '../src/repo/git/git-runner'
import { readLayout } from '../src/repo/git/layout'
import { answerQuestions, clock } from './lib/answer-questions.mjs'

const git = createGitRunner({ clock, env: process.env })
let store = null

const take = (result) => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const timed = async (work) => {
  const calls = git.calls()
  const startedAtMs = performance.now()
  const done = await work()
  return { ms: performance.now() - startedAtMs, calls: git.calls() - calls, ...done }
}
const textAt = async (checkpoint, file) => {
  let id = (await store.record(checkpoint.id)).work
  for (const name of file.split('/')) id = (await store.objects.readTree(id)).find((entry) => entry.name === name)?.id
  return (await store.objects.read(id)).body.toString('latin1')
}

const work = {
  async open({ repo, home, lister }) {
    const layout = take(await readLayout(git, repo, { firebreakHome: home, homeDir: homedir() }))
    store = take(await openStore({ firebreakHome: home, layout, git, clock, findLister: listerAt(lister, fail) }))
    return { folder: store.folder }
  },
  /** `file` is read back afterwards, out of the checkpoint. */
  full: ({ file }) =>
    timed(async () => ({ checkpoint: take(await captureFull(store, note('by-hand'))) })).then(async (done) => ({
      ...done,
      text: await textAt(done.checkpoint, file),
    })),
  change: ({ file }) =>
    timed(async () => take(await captureChange(store, { paths: [file] }, note('change')))).then(async (done) => ({
      ...done,
      text: await textAt(done.checkpoint, file),
    })),
  /** What hashing a file by itself takes here. */
  hash: ({ path }) =>
    timed(() => Promise.resolve({ hash: createHash('sha1').update(readFileSync(path)).digest('hex') })),
  memory: () => Promise.resolve({ rss: process.memoryUsage().rss }),
}

function fail(why) {
  throw new Error(`the native module: ${why}`)
}

function note(reason) {
  return { label: '', reason, sessionId: null }
}

answerQuestions(work)
