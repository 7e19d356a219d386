// tig status in a terminal of tmux. It looks at the repository once a second at the most, and when a file that it shows
// as modified is written again it does not read its diff anew. So what is waited for is less than text: that it names
// the file after the first edit of it.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../lib/small-process.mjs'
import { needsDebian } from './install.mjs'

const lookMs = 2
const patienceMs = 10_000

/** @type {import('./peer-bench.mjs').OpenPeer} */
export async function openTig({ repo, home, file }) {
  await needsDebian(['tig', 'tmux'], ['tig', 'tmux'])
  const settings = path.join(home, 'tigrc')
  writeFileSync(settings, 'set refresh-mode = periodic\nset refresh-interval = 1\n')
  // tmux and tig read their settings from HOME too.
  const env = { ...process.env, HOME: home, TIGRC_USER: settings, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' }
  const tmux = (...args) =>
    execFileSync('tmux', ['-S', path.join(home, 'tmux'), '-f', '/dev/null', ...args], {
      cwd: repo,
      env,
      encoding: 'utf8',
    })
  tmux('new-session', '-d', '-x', '160', '-y', '50', 'tig', 'status')
  const screen = () => tmux('capture-pane', '-p')
  const until = async (isThere, withinMs) => {
    for (const end = monotonicMs() + withinMs; monotonicMs() < end; await sleep(lookMs))
      if (isThere(screen())) return monotonicMs()
    return null
  }
  const close = () => tmux('kill-server')
  if ((await until((text) => text.includes('Changes not staged'), patienceMs)) === null) {
    close()
    throw new Error('tig shows no status')
  }
  return {
    version: execFileSync('tig', ['--version'], { encoding: 'utf8' }).split('\n')[0],
    close,
    expect: async () => {
      if ((await until((text) => !text.includes(file), patienceMs)) === null)
        throw new Error('tig still names the file')
    },
    seenAtMs: (withinMs) => until((text) => text.includes(`M ${file}`), withinMs),
  }
}
