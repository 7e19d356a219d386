// How long the guard takes to decide about a prompt, against git status in the same repository.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withFolder } from './lib/firebreak.mjs'
import { editedFile, makeTree, treeSizes } from './lib/generated-tree.mjs'
import { short } from './lib/rows.mjs'
import { startSmallProcess } from './lib/small-process.mjs'
import { median, p90 } from './lib/stats.mjs'

const samples = 30
const warmUps = 5
const model = 'gpt-5.3-codex-spark'
const script = fileURLToPath(new URL('../resources/guard/guard.sh', import.meta.url))

// What src/repo/git runs, and the guard too.
const hardenedSettings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.untrackedCache=false']
const statusFlags =
  '--ignore-submodules=dirty --porcelain=v2 --branch --untracked-files=all --find-renames --no-ahead-behind'
const hardenedStatus = [
  ...hardenedSettings.flatMap((one) => ['-c', one]),
  '--no-pager',
  '--no-optional-locks',
  'status',
  ...statusFlags.split(' '),
]

const rows = [
  {
    id: 'guard-decision',
    what: `the guard's answer to a first Spark prompt among ${treeSizes.medium.files} files`,
    unit: 'ms',
    reference: 'git status, hardened',
    target: 2.5,
    noOp: 'never: every second answer has to be a refusal that names the file just written',
  },
]

/** @type {import('./benches.mjs').Bench} */
export const guardDecision = {
  what: "The guard's decision",
  rows,
  run: (say) => withFolder((folder) => measure({ folder: realpathSync(folder), say })),
}

async function measure({ folder, say }) {
  const repo = path.join(folder, 'repo')
  say(`making ${treeSizes.medium.files} files`)
  makeTree(repo, treeSizes.medium)
  const home = path.join(folder, 'firebreak')
  for (const name of ['bin', 'guard/sessions', 'guard/refusals', 'guard/passes', 'guard/repos'])
    mkdirSync(path.join(home, name), { recursive: true })
  writeFileSync(path.join(home, 'guard', 'enabled'), '')
  writeFileSync(path.join(home, 'guard', 'gated'), `${model}\n`)
  const program = path.join(home, 'bin', 'guard')
  copyFileSync(script, program)
  chmodSync(program, 0o700)

  const small = startSmallProcess()
  try {
    const answers = []
    const statuses = []
    for (let at = 0; at < warmUps + samples; at++) {
      const dirty = at % 2 === 1
      if (dirty) appendFileSync(path.join(repo, editedFile), `// ${at}\n`)
      else execFileSync('git', ['checkout', '--quiet', '--', editedFile], { cwd: repo })
      // The index has to know the times of what was just written, or git reads it every time.
      execFileSync('git', ['status', '--porcelain'], { cwd: repo, stdio: 'ignore' })
      const status = await small.timeGit(hardenedStatus, repo)
      const answer = await decide({ small, home, program, repo, folder, session: `session-${at}` })
      if (answer.refused !== dirty)
        throw new Error(`the guard said ${answer.text} of a tree that is ${dirty ? 'dirty' : 'clean'}`)
      if (at < warmUps) continue
      statuses.push(status)
      answers.push(answer.ms)
    }
    const notes = [
      `p90 ${short(p90(answers))} ms against ${short(p90(statuses))} ms of git status; ${samples} of each, in turns`,
    ]
    return { 'guard-decision': { value: median(answers), base: median(statuses), notes } }
  } finally {
    small.end()
  }
}

/** Asks as Codex does. A refusal is believed only with the record that names the file. */
async function decide({ small, home, program, repo, folder, session }) {
  const input = path.join(folder, 'input.json')
  const call = {
    session_id: session,
    turn_id: 'turn',
    cwd: repo,
    hook_event_name: 'UserPromptSubmit',
    model,
    prompt: 'hello',
  }
  writeFileSync(input, JSON.stringify(call))
  const { ms, bytes } = await small.timeProgram('/bin/sh', ['-c', 'exec "$0" <"$1"', program, input], repo)
  const record = path.join(home, 'guard', 'refusals', `${session}.turn.json`)
  const text = existsSync(record) ? readFileSync(record, 'utf8') : ''
  const passed = existsSync(path.join(home, 'guard', 'sessions', session))
  const refused = bytes > 0 && text.includes(editedFile)
  if (refused === passed) throw new Error(`the guard gave no answer: ${text}`)
  return { ms, text, refused }
}
