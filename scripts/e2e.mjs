// npm run e2e -- [playwright arguments]: the built app in real Electron on a throw-away desktop.
import path from 'node:path'
import { buildIfChanged } from './lib/build.mjs'
import { runOnDesktop } from './lib/desktop.mjs'
import { root, runAsProgram } from './lib/project.mjs'
import { setup } from './setup.mjs'
import { electronVersion } from './setup-electron.mjs'

/** Answers Playwright’s exit code. */
async function endToEnd(args) {
  await setup({ desktop: true })
  const built = await buildIfChanged()
  if (built !== 0) return built
  console.log(`Electron ${electronVersion()}`)
  const cli = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  return runOnDesktop(process.execPath, [cli, 'test', ...args], {
    // A test reads notifications by being the notification service, and nobody's own settings may be found.
    env: { DESK_NOTIFY: '0', CODEX_HOME: undefined, FIREBREAK_HOME: undefined, FIREBREAK_CODEX: undefined },
  })
}

await runAsProgram(import.meta.url, endToEnd)
