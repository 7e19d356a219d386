import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { app } from 'electron'
import { firebreakHome } from '../services/firebreak-home'
import { type AppArguments, parseArguments } from './arguments'
import { registerAppScheme } from './shell/app-protocol'
import { freeFramesForBench } from './shell/bench-switches'
import { startApp } from './shell/start-app'

// Before the single-instance lock, because the lock lies in userData: two homes are two apps.
const home = firebreakHome(process.env, homedir())
mkdirSync(home, { recursive: true, mode: 0o700 })
app.setPath('userData', path.join(home, 'electron'))
app.setName('Firebreak')

// Chromium reorders the command line of a second start, so its arguments are handed over as data.
const args = parseArguments(process.argv, process.cwd())
if (app.requestSingleInstanceLock({ args })) run()
else app.exit(0)

function run(): void {
  freeFramesForBench(process.env)
  registerAppScheme()
  // No top-level await: Electron is ready only after this module has been evaluated.
  const started = app.whenReady().then(() => startApp({ home, args }))
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    void started.then((firebreak) => firebreak.again(handedOver(data)))
  })
  // Closing the last window leaves the tray; quitting is a wish of its own.
  app.on('window-all-closed', () => {})
}

/** What the second start sent, of which nothing is taken for granted. */
function handedOver(data: unknown): AppArguments {
  const nothing: AppArguments = { repo: null, show: null, hidden: false }
  if (typeof data !== 'object' || data === null || !('args' in data)) return nothing
  const { args: sent } = data
  if (typeof sent !== 'object' || sent === null) return nothing
  const repo = 'repo' in sent && typeof sent.repo === 'string' ? sent.repo : null
  const show = 'show' in sent ? sent.show : null
  return {
    repo,
    show: show === 'home' || show === 'diff' || show === 'settings' ? show : null,
    hidden: 'hidden' in sent && sent.hidden === true,
  }
}
