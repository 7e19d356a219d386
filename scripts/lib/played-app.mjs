// The built app driven from outside, the way a person would, for the demo that plays itself and for the pictures.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron } from '@playwright/test'
import { isRoot, root } from './project.mjs'

/** Long enough for the slowest step (Codex starting for the first time) on a busy machine. */
export const patience = { timeout: 60_000 }

/** Starts the app on a repository. `env` leads it to a data folder and a codex of its own. */
export function startPlayedApp({ repo, env }) {
  return _electron.launch({ args: ['.', `--repo=${repo}`], cwd: root, env, chromiumSandbox: !isRoot })
}

/** A window gets its title only when its page has its first snapshot, so it is looked for until it has. */
export async function windowOf(app, title) {
  const until = Date.now() + patience.timeout
  while (Date.now() < until) {
    for (const page of app.windows()) {
      const found = await page.title().catch(() => '')
      const fits = typeof title === 'string' ? found === title : title.test(found)
      if (fits && (await isInSight(app, page))) return page
    }
    await sleep(100)
  }
  throw new Error(`The window ${title} did not come.`)
}

/** A window that is only loaded for a start is not there yet. */
async function isInSight(app, page) {
  const window = await app.browserWindow(page).catch(() => null)
  return window !== null && (await window.evaluate((one) => one.isVisible()).catch(() => false))
}

/** The whole screen, or a part of it ("400x300+880+0"), as a PNG. */
export function pictureOfScreen(file, part = null) {
  execFileSync('import', ['-window', 'root', ...(part === null ? [] : ['-crop', part, '+repage']), file])
}

/** Ends the terminals that the app of this data folder opened, and no other on the computer; their sessions end with them. */
export function closeTerminals(dataFolder) {
  try {
    execFileSync('pkill', ['-TERM', '-f', path.join(dataFolder, 'bin', 'launch-session')])
  } catch {
    // None was open.
  }
}

export function pngIn(folder, name) {
  return path.join(folder, `${name}.png`)
}
