// Plays the demo like a person would, on whatever desktop there is, and takes a picture of the screen after each step.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron } from '@playwright/test'
import { isRoot, root } from './project.mjs'

/** Long enough for the slowest step (Codex starting for the first time) on a busy machine. */
const patience = { timeout: 60_000 }

/** @param {{ repo: string, env: NodeJS.ProcessEnv, pictures: string }} options */
export async function play({ repo, env, pictures }) {
  fs.rmSync(pictures, { recursive: true, force: true })
  fs.mkdirSync(pictures, { recursive: true })
  const app = await _electron.launch({ args: ['.', `--repo=${repo}`], cwd: root, env, chromiumSandbox: !isRoot })
  let step = 0
  const picture = async (name) => {
    // One more frame, so that what was waited for is also painted.
    await Promise.all(
      app.windows().map((page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))),
    )
    const file = path.join(pictures, `${String(++step).padStart(2, '0')}-${name}.png`)
    execFileSync('import', ['-window', 'root', file])
    console.log(file)
  }
  try {
    const home = await windowOf(app, 'Firebreak')
    const start = home.getByRole('button', { name: /^Commit \d+ files? and start Spark$/ })
    await start.waitFor(patience)
    await home.getByRole('meter').first().waitFor(patience)
    await picture('gate-closed')

    await home.getByRole('button', { name: 'Hold back .env.local' }).click()
    await home.getByRole('button', { name: 'Commit 3 files and start Spark' }).waitFor(patience)
    await picture('file-held-back')

    await home.getByRole('textbox', { name: 'First prompt' }).fill('answer undefined for unknown invoices')
    await home.getByRole('button', { name: 'Commit 3 files and start Spark' }).click()
    const diff = await windowOf(app, /^Live diff/)
    await diff
      .getByRole('listitem')
      .filter({ hasText: /^Change 1/ })
      .first()
      .waitFor(patience)
    await picture('first-change')

    await diff.getByRole('region', { name: /invoice\.unknown\.test\.ts/ }).waitFor(patience)
    await picture('all-changes')
    await home.bringToFront()
    await picture('session-on')
    console.log(`The demo was played; ${step} pictures are in ${pictures}`)
    return 0
  } finally {
    await app.close()
  }
}

/** A window gets its title only when its page has its first snapshot, so it is looked for until it has. */
async function windowOf(app, title) {
  const until = Date.now() + patience.timeout
  while (Date.now() < until) {
    for (const page of app.windows()) {
      const found = await page.title().catch(() => '')
      if (typeof title === 'string' ? found === title : title.test(found)) return page
    }
    await sleep(100)
  }
  throw new Error(`The window ${title} did not come.`)
}
