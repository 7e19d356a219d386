// Plays the demo like a person would, on whatever desktop there is, and takes a picture of the screen after each step.
import fs from 'node:fs'
import { closeTerminals, patience, pictureOfScreen, pngIn, startPlayedApp, windowOf } from './played-app.mjs'

/** @param {{ repo: string, env: NodeJS.ProcessEnv, pictures: string }} options */
export async function play({ repo, env, pictures }) {
  fs.rmSync(pictures, { recursive: true, force: true })
  fs.mkdirSync(pictures, { recursive: true })
  const app = await startPlayedApp({ repo, env })
  let step = 0
  const picture = async (name) => {
    // One more frame, so that what was waited for is also painted.
    const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
    await Promise.all(app.windows().map(frame))
    const file = pngIn(pictures, `${String(++step).padStart(2, '0')}-${name}`)
    pictureOfScreen(file)
    console.log(file)
  }
  try {
    const home = await windowOf(app, 'Firebreak')
    await home.getByRole('button', { name: /^Commit \d+ files? and start Spark$/ }).waitFor(patience)
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

    closeTerminals(env.FIREBREAK_HOME)
    await home.getByText('3 changes').last().waitFor(patience)
    await home.getByRole('button', { name: /^Commit \d+ files? and start Spark$/ }).waitFor(patience)
    await picture('session-ended')
    console.log(`The demo was played; ${step} pictures are in ${pictures}`)
    return 0
  } finally {
    await app.close()
  }
}
