import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test'
import { findTrayItem, type TrayItem } from './desktop/tray-item'
import { openSessionBus, type SessionBus } from './desktop/session-bus'

/** The built app in real Electron, with a data folder of its own. */
export interface FirebreakApp {
  readonly electron: ElectronApplication
  readonly home: string
  readonly pid: number
  /** The window with this title; waits until it is in sight. One that is loaded for a start is not there yet. */
  window(title: string | RegExp): Promise<Page>
  tray(): Promise<TrayItem>
  /** Starts the app once more with the same data, and answers the exit code of that second process. */
  again(...args: readonly string[]): Promise<number | null>
  /** Ends the app at once, as a power cut would. */
  kill(): Promise<void>
  /** Ends the app the way a user does, by the tray menu, and answers an open question with yes. */
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Keeps the data of an earlier launch. */
  readonly home?: string
  /** Folder (or archive) of the built app, with its `package.json`; this checkout when not given. */
  readonly appFolder?: string
  readonly settings?: Readonly<Record<string, unknown>>
}

export const projectRoot = path.join(import.meta.dirname, '..', '..')

export function tempFolder(name: string): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), `firebreak-${name}-`)))
}

/** The Electron that the set-up put in place; its cache is readable by every user. */
export function electronProgram(): string {
  const folder = path.join(projectRoot, 'node_modules', 'electron')
  return realpathSync(path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8').trim()))
}

export async function launchFirebreak(options: LaunchOptions = {}): Promise<FirebreakApp> {
  const home = options.home ?? tempFolder('home')
  if (options.settings !== undefined) {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    writeFileSync(path.join(home, 'settings.json'), JSON.stringify({ version: 1, ...options.settings }))
  }
  const appFolder = options.appFolder ?? projectRoot
  const env: Readonly<Record<string, string>> = { ...inherited(), FIREBREAK_HOME: home, ...options.env }
  const electron = await _electron.launch({
    args: [appFolder, ...(options.args ?? [])],
    cwd: appFolder.endsWith('.asar') ? path.dirname(appFolder) : appFolder,
    env,
    chromiumSandbox: process.getuid?.() !== 0,
  })
  const pid = electron.process().pid ?? 0
  let bus: SessionBus | null = null
  return {
    electron,
    home,
    pid,
    async window(title) {
      const find = async () => {
        for (const page of electron.windows()) {
          const found = await page.title().catch(() => '')
          const fits = typeof title === 'string' ? found === title : title.test(found)
          if (fits && (await isInSight(electron, page))) return page
        }
        return null
      }
      await expect.poll(async () => (await find()) !== null, { message: `window ${title}`, timeout: 20_000 }).toBe(true)
      const page = await find()
      if (page === null) throw new Error(`the window ${title} went away`)
      return page
    },
    async tray() {
      bus ??= openSessionBus(env['DBUS_SESSION_BUS_ADDRESS'])
      const session = bus
      await expect
        .poll(async () => (await findTrayItem(session, pid)) !== null, { message: 'tray icon', timeout: 20_000 })
        .toBe(true)
      const item = await findTrayItem(session, pid)
      if (item === null) throw new Error('the tray icon went away')
      return item
    },
    async again(...args) {
      const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      const second = spawn(electronProgram(), [...switches, appFolder, ...args], { env, stdio: 'ignore' })
      const [code] = await once(second, 'exit')
      return typeof code === 'number' ? code : null
    },
    async kill() {
      bus?.close()
      const child = electron.process()
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
      child.kill('SIGKILL')
      await gone
    },
    async close() {
      bus?.close()
      await electron.close()
    },
  }
}

async function isInSight(electron: ElectronApplication, page: Page): Promise<boolean> {
  const window = await electron.browserWindow(page).catch(() => null)
  return (await window?.evaluate((one) => one.isVisible()).catch(() => false)) ?? false
}

/** Only what a desktop session sets: nothing of the test runner may reach the app. */
export function inherited(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'DISPLAY',
    'DBUS_SESSION_BUS_ADDRESS',
    'XDG_RUNTIME_DIR',
    'XDG_CURRENT_DESKTOP',
    'XDG_SESSION_TYPE',
    'LANG',
    'TZ',
    'SHELL',
    'XAUTHORITY',
  ]
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

export function removeFolder(folder: string): void {
  // A program that is just ending can still write into it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}
