// ungit: a web page fed by a server that watches the repository. Its page is shown by the same Electron as Firebreak's.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import path from 'node:path'
import { _electron } from '@playwright/test'
import { isRoot } from '../../scripts/lib/project.mjs'
import { readPageClock } from '../lib/page-clock.mjs'
import { needsPackage } from './install.mjs'

const version = '1.5.30'
const host = '127.0.0.1'
const patience = { timeout: 60_000 }

/** @type {import('./peer-bench.mjs').OpenPeer} */
export async function openUngit({ repo, home, file }) {
  const folder = await needsPackage('ungit', version)
  const port = await freePort()
  const quiet = ['--no-launchBrowser', '--no-autoFetch', '--no-bugtracking', '--no-sendUsageStatistics']
  const server = spawn(
    process.execPath,
    [path.join(folder, 'bin', 'ungit'), `--port=${port}`, `--ungitBindIp=${host}`, ...quiet],
    { env: { ...process.env, HOME: home }, stdio: 'ignore' },
  )
  let app = null
  const close = async () => {
    server.kill()
    await app?.close()
  }
  try {
    app = await _electron.launch({
      args: [
        '--disable-frame-rate-limit',
        '--disable-gpu-vsync',
        path.join(import.meta.dirname, '..', 'empty-tray-app'),
        `--user-data-dir=${path.join(home, 'electron')}`,
      ],
      chromiumSandbox: !isRoot,
    })
    await answers(`http://${host}:${port}/`)
    await app.evaluate(
      ({ BrowserWindow }, url) => {
        const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { sandbox: true } })
        void window.loadURL(url)
      },
      `http://${host}:${port}/#/repository?path=${encodeURIComponent(repo)}`,
    )
    const page = await app.firstWindow()
    // A click on the file's name opens its diff.
    await page.getByText(path.basename(file)).first().click(patience)
    await page.waitForFunction(() => document.querySelector('.d2h-wrapper') !== null, undefined, patience)
    return {
      version,
      close,
      expect: (tag) => page.evaluate(lookForTag, tag),
      async seenAtMs(withinMs) {
        const atMs = await page.evaluate(
          (limitMs) => Promise.race([window.benchSeen, new Promise((resolve) => setTimeout(resolve, limitMs, null))]),
          withinMs,
        )
        return atMs === null ? null : atMs + (await readPageClock(page)).offsetMs
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Runs in the page: resolves `benchSeen` once the tag is in the text and one more frame has passed. */
function lookForTag(tag) {
  window.benchSeen = new Promise((resolve) => {
    const look = () => {
      if (!document.body.textContent.includes(tag)) return
      observer.disconnect()
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => resolve(performance.now()))
        port1.start()
        port2.postMessage(null)
      })
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { subtree: true, childList: true, characterData: true })
    look()
  })
}

async function answers(url) {
  const until = Date.now() + patience.timeout
  while (Date.now() < until) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('ungit did not start')
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, host, () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
