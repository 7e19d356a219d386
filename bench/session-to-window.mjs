// From the start of a session to the live diff window shown and painted, against a window with nothing in it.
import { execFileSync, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron } from '@playwright/test'
import { isRoot } from '../scripts/lib/project.mjs'
import { makeTreeFast } from './lib/fast-tree.mjs'
import {
  appEnvironment,
  liveDiffTitle,
  openHome,
  readyToStart,
  startByHand,
  windowOf,
  withFolder,
} from './lib/firebreak.mjs'
import { treeSizes } from './lib/generated-tree.mjs'
import { readPageClock } from './lib/page-clock.mjs'
import { short } from './lib/rows.mjs'
import { monotonicMs } from './lib/small-process.mjs'
import { median, p90 } from './lib/stats.mjs'

const warmUps = 2
const samples = 11
const restMs = 1_500
/** Meanwhile the live diff of the next start is loaded out of sight, which must not slow the empty window. */
const settleMs = 4_000
const emptyApp = path.join(import.meta.dirname, 'empty-tray-app')
/** Frames without the display's pace, as FIREBREAK_BENCH has them in Firebreak. */
const freeFrames = ['--disable-frame-rate-limit', '--disable-gpu-vsync']

/** @type {import('./benches.mjs').Bench} */
export const sessionToWindow = {
  what: 'Session start to the live diff window, shown and painted',
  rows: [
    {
      id: 'session-to-window',
      what: 'session start to live diff window shown and painted, without taking the focus; ratio to an empty window',
      unit: 'ms',
      reference: 'an empty Electron window',
      target: 1.5,
      noOp: 'never: a window that is not shown, or never says what it compares, is waited for; a taken focus fails the run',
    },
  ],
  run: () => withFolder((folder) => measure(realpathSync(folder))),
}

async function measure(folder) {
  const repo = path.join(folder, 'repository')
  await makeTreeFast(repo, treeSizes.small)
  const opened = []
  const typing = await openTerminal()
  try {
    const firebreak = await firebreakWindows({ repo, home: path.join(folder, 'home') })
    opened.push(firebreak)
    const empty = await emptyWindows({ home: path.join(folder, 'empty') })
    opened.push(empty)
    const found = { firebreak: [], empty: [] }
    for (let at = 0; at < warmUps + samples; at++) {
      await typing.takesFocus()
      const one = await timeWindow(firebreak)
      typing.hasFocus()
      const other = await timeWindow(empty)
      if (at < warmUps) continue
      found.firebreak.push(one)
      found.empty.push(other)
    }
    return { 'session-to-window': judge(found) }
  } finally {
    for (const { app } of opened) await app.close()
    typing.end()
  }
}

/** Asks for a window and waits for it. It is there when it is both shown and painted. */
async function timeWindow({ app, ask, page, end }) {
  await app.evaluate(({ app: electron, BrowserWindow }) => {
    const whenShown = (window) =>
      window.once('show', () => {
        globalThis.benchShownAtMs = Number(process.hrtime.bigint()) / 1e6
      })
    // It may be there already, out of sight.
    for (const window of BrowserWindow.getAllWindows()) if (!window.isVisible()) whenShown(window)
    electron.once('browser-window-created', (_event, window) => whenShown(window))
  })
  const askedAtMs = monotonicMs()
  await ask()
  const answeredAtMs = monotonicMs()
  const window = await page()
  await window.waitForFunction(() => window.benchComparedAtMs !== undefined)
  const { offsetMs } = await readPageClock(window)
  const [painted, compared] = await window.evaluate(() => [window.benchPaintedAtMs, window.benchComparedAtMs])
  const paintedAtMs = painted + offsetMs
  const [shownAtMs, focused] = await app.evaluate(({ BrowserWindow }) => [
    globalThis.benchShownAtMs,
    BrowserWindow.getFocusedWindow()?.getTitle() ?? null,
  ])
  if (focused !== null) throw new Error(`“${focused}” has the focus`)
  await sleep(restMs)
  await end(window)
  await sleep(settleMs)
  return {
    ms: Math.max(shownAtMs, paintedAtMs) - askedAtMs,
    shown: shownAtMs - askedAtMs,
    painted: paintedAtMs - askedAtMs,
    compared: compared + offsetMs - askedAtMs,
    answered: answeredAtMs - askedAtMs,
  }
}

async function firebreakWindows({ repo, home }) {
  const { app, homeWindow } = await openHome({ repo, home, beforePage: notePainted })
  const repoId = await homeWindow.evaluate(readyToStart)
  return {
    app,
    async ask() {
      const started = await homeWindow.evaluate(startByHand, repoId)
      if (!started.ok) throw new Error(`the session did not start: ${JSON.stringify(started)}`)
    },
    page: () => windowOf(app, liveDiffTitle(repo)),
    async end(window) {
      await window.close()
      await homeWindow.evaluate(async () => {
        const sessions = await new Promise((resolve) => {
          window.firebreak.subscribe((snapshot) => resolve(snapshot.sessions))
        })
        for (const { id } of sessions)
          await window.firebreak.dispatch({ type: 'session/stop-following', sessionId: id })
      })
    },
  }
}

/** One window of it stays open, as Firebreak's home does. */
async function emptyWindows({ home }) {
  const app = await _electron.launch({
    args: [...freeFrames, emptyApp, `--user-data-dir=${home}`],
    env: appEnvironment(home),
    chromiumSandbox: !isRoot,
  })
  await app.context().addInitScript(notePainted)
  const ask = () =>
    app.evaluate(
      ({ BrowserWindow }, file) => {
        const window = new BrowserWindow({ width: 1280, height: 800, show: false, webPreferences: { sandbox: true } })
        window.once('ready-to-show', () => window.showInactive())
        void window.loadFile(file)
      },
      path.join(emptyApp, 'window.html'),
    )
  await ask()
  const first = await windowOf(app, 'Empty')
  return {
    app,
    ask,
    async page() {
      for (;;) {
        const page = app.windows().find((one) => one !== first)
        if (page !== undefined) return page
        await sleep(20)
      }
    },
    end: (window) => window.close(),
  }
}

/** Has to be in the page before its own scripts: when a window's first content is painted, and when it says what it compares. */
function notePainted() {
  const afterFrame = (fn) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', fn)
      port1.start()
      port2.postMessage(null)
    })
  const says = (selector, words) =>
    [...document.querySelectorAll(selector)].some(({ textContent }) => textContent.trim() === words)
  // The window can be loaded before the session is there. Only what it says of a session that is on counts.
  const sessionIsOn = () =>
    [...document.querySelectorAll('header .chip')].some(({ textContent }) =>
      /^Spark session (starting|since \S+)$/.test(textContent.trim()),
    )
  const wanted = [
    ['benchPaintedAtMs', () => (sessionIsOn() && says('label', 'Since baseline')) || says('h1', 'Empty')],
    ['benchComparedAtMs', () => says('h2', 'Nothing differs from the baseline') || says('h1', 'Empty')],
  ]
  const look = () => {
    while (wanted.length > 0 && wanted[0][1]()) {
      const [[name]] = wanted.splice(0, 1)
      afterFrame(() => {
        window[name] = performance.now()
      })
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
  document.addEventListener('DOMContentLoaded', look)
}

/** A terminal that somebody types in. The window manager gives new windows the focus if they ask for it. */
async function openTerminal() {
  const child = spawn('xterm', ['-geometry', '60x10-0-0', '-e', 'cat'], { stdio: 'ignore' })
  const xdotool = (...args) => execFileSync('xdotool', args, { encoding: 'utf8', timeout: 10_000 }).trim()
  const [id] = xdotool('search', '--sync', '--onlyvisible', '--pid', `${child.pid}`).split('\n')
  return {
    async takesFocus() {
      xdotool('windowactivate', '--sync', id)
      this.hasFocus()
    },
    hasFocus() {
      const focused = xdotool('getactivewindow')
      if (focused !== id) throw new Error(`the focus went to “${xdotool('getwindowname', focused)}”`)
    },
    end: () => child.kill(),
  }
}

function judge({ firebreak, empty }) {
  const all = (list, what) => list.map((one) => one[what])
  const middle = (list, what) => short(median(all(list, what)))
  const value = median(all(firebreak, 'ms'))
  return {
    value,
    base: median(all(empty, 'ms')),
    notes: [
      `n = ${firebreak.length}; p90 ${short(p90(all(firebreak, 'ms')))} ms, empty ${short(p90(all(empty, 'ms')))} ms`,
      `session started after ${middle(firebreak, 'answered')} ms; shown ${middle(firebreak, 'shown')}, painted ${middle(firebreak, 'painted')}, baseline compared and said so ${middle(firebreak, 'compared')} ms; empty shown ${middle(empty, 'shown')} and painted ${middle(empty, 'painted')} ms`,
    ],
  }
}
