// The built app in real Electron for one bench, with a data folder of its own and no Codex.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron } from '@playwright/test'
import { isRoot, root } from '../../scripts/lib/project.mjs'

const patience = { timeout: 60_000 }

/** Makes a folder, runs `work` with it and removes it again. */
export async function withFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The environment of an app under measurement. Codex is ordered to be nowhere, so that none is measured along. */
export function appEnvironment(home) {
  return { ...process.env, FIREBREAK_HOME: home, FIREBREAK_CODEX: path.join(home, 'no-codex') }
}

/**
 * Starts the app on a repository and answers its home window. `beforePage` runs in every page before its own scripts;
 * `launch` has arguments of Electron and variables beside the app's own.
 */
export async function openHome({ repo, home, beforePage, launch = { args: [], env: {} } }) {
  const app = await _electron.launch({
    args: [...launch.args, '.', `--repo=${repo}`],
    cwd: root,
    env: { ...appEnvironment(home), ...launch.env, FIREBREAK_BENCH: '1' },
    chromiumSandbox: !isRoot,
  })
  try {
    await app.context().addInitScript(beforePage)
    return { app, homeWindow: await windowOf(app, 'Firebreak') }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** Starts the app on a repository, with a session by hand, and answers its live diff window. */
export async function openLiveDiff({ repo, home, beforePage, launch }) {
  const { app, homeWindow } = await openHome({ repo, home, beforePage, launch })
  try {
    const started = await homeWindow.evaluate(startByHand, await homeWindow.evaluate(readyToStart))
    if (!started.ok) throw new Error(`the session did not start: ${JSON.stringify(started)}`)
    const page = await windowOf(app, liveDiffTitle(repo))
    await page.getByRole('radio', { name: 'Since baseline' }).waitFor({ ...patience, state: 'attached' })
    await page.getByRole('heading', { name: 'Nothing differs from the baseline' }).waitFor(patience)
    await homeWindow.close()
    return { app, page, pid: app.process().pid, close: () => app.close() }
  } catch (error) {
    await app.close()
    throw error
  }
}

export function liveDiffTitle(repo) {
  return `Live diff — ${path.basename(repo)}`
}

/** Runs in the home window: waits until a session can start, and answers the repository's id. */
export async function readyToStart() {
  const repoId = await new Promise((resolve) => {
    window.firebreak.subscribe(({ repo }) => {
      if (repo !== null && repo.watch.kind === 'watching' && repo.gate.kind === 'open') resolve(repo.repoId)
    })
  })
  await window.firebreak.dispatch({ type: 'repo/accept-capture', repoId })
  return repoId
}

/** Runs in the home window: does what "I start it myself" does. */
export function startByHand(repoId) {
  return window.firebreak.dispatch({ type: 'session/start-by-hand', repoId, lane: 'spark' })
}

/** Waits for the window with this title to be shown. One that is only loaded is not there yet. */
export async function windowOf(app, title) {
  const until = Date.now() + patience.timeout
  while (Date.now() < until) {
    for (const page of app.windows())
      if ((await page.title().catch(() => '')) === title && (await isInSight(app, page))) return page
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`there is no window ${title}`)
}

async function isInSight(app, page) {
  const window = await app.browserWindow(page).catch(() => null)
  return window !== null && (await window.evaluate((one) => one.isVisible()).catch(() => false))
}
