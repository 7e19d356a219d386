// git-cola, a desktop program. Its text cannot be asked for, so its window is looked at: it has seen an edit when the
// part that shows the line looks as it did when it had shown the same text at rest.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { needsDebian } from './install.mjs'

/** Debian's own, as that is the one that git-cola's Qt is installed for. */
const debianPython = '/usr/bin/python3'

/** @type {import('./peer-bench.mjs').OpenPeer} */
export async function openGitCola({ repo, home, edit, tags }) {
  await needsDebian(['git-cola', 'xdotool'], ['git-cola', 'xdotool'])
  mkdirSync(home, { recursive: true })
  const child = spawn('git-cola', ['cola', '--repo', repo], { env: { ...process.env, HOME: home }, stdio: 'ignore' })
  const xdotool = (...args) => execFileSync('xdotool', args, { encoding: 'utf8', timeout: 60_000 }).trim()
  let picture = null
  const close = () => {
    picture?.end()
    child.kill()
  }
  try {
    const [id] = xdotool('search', '--sync', '--onlyvisible', '--pid', `${child.pid}`).split('\n')
    picture = lookAt(id)
    await picture.ask({ ask: 'settled' })
    // Into the list of files, and to the file below the group "Modified".
    xdotool('windowactivate', '--sync', id)
    for (const key of ['alt+1', 'Home', 'Down', 'Down']) {
      xdotool('key', key)
      await sleep(300)
    }
    const known = await learn({ picture, edit, tags })
    let wanted = null
    return {
      version: execFileSync('git-cola', ['--version'], { encoding: 'utf8' }).trim(),
      close,
      async expect(tag) {
        // Nothing that lies over it may be in the picture.
        xdotool('windowraise', id)
        wanted = known.get(tag)
      },
      seenAtMs: async () => (await picture.ask({ ask: 'wait', name: wanted })).atMs,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** What each tag looks like at rest, and in which part of the window that differs. */
async function learn({ picture, edit, tags }) {
  const known = new Map()
  const look = async (tag) => {
    await edit(tag)
    await sleep(2_000)
    return (await picture.ask({ ask: 'settled' })).name
  }
  for (const tag of tags) known.set(tag, await look(tag))
  const [one, other] = tags.map((tag) => known.get(tag))
  const { pixels } = await picture.ask({ ask: 'differ', of: [one, other] })
  if (pixels === 0) throw new Error('git-cola shows no difference between two edits')
  const again = await look(tags[0])
  await picture.ask({ ask: 'differ', of: [one, other] })
  const { atMs } = await picture.ask({ ask: 'wait', name: one })
  if (atMs === null || again === undefined) throw new Error('git-cola does not look the same twice for the same text')
  return known
}

/** The bench's end of window-picture.py. */
function lookAt(id) {
  const script = path.join(import.meta.dirname, 'window-picture.py')
  const child = spawn(debianPython, [script, id], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  return {
    async ask(request) {
      const answer = once(lines, 'line')
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const { error, ...found } = JSON.parse((await answer)[0])
      if (error !== undefined) throw new Error(error)
      return found
    },
    end: () => child.kill(),
  }
}
