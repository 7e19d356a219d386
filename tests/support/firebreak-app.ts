import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
  /** The window with this title; waits until it is there. */
  window(title: string | RegExp): Promise<Page>
  tray(): Promise<TrayItem>
  /** Ends the app the way a user does, by the tray menu, and answers an open question with yes. */
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Keeps the data of an earlier launch. */
  readonly home?: string
  readonly settings?: Readonly<Record<string, unknown>>
}

const projectRoot = path.join(import.meta.dirname, '..', '..')

export function tempFolder(name: string): string {
  return mkdtempSync(path.join(tmpdir(), `firebreak-${name}-`))
}

export async function launchFirebreak(options: LaunchOptions = {}): Promise<FirebreakApp> {
  const home = options.home ?? tempFolder('home')
  if (options.settings !== undefined) {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    writeFileSync(path.join(home, 'settings.json'), JSON.stringify({ version: 1, ...options.settings }))
  }
  const electron = await _electron.launch({
    args: ['.', ...(options.args ?? [])],
    cwd: projectRoot,
    env: { ...inherited(), FIREBREAK_HOME: home, ...options.env },
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
          if (typeof title === 'string' ? found === title : title.test(found)) return page
        }
        return null
      }
      await expect.poll(async () => (await find()) !== null, { message: `window ${title}`, timeout: 20_000 }).toBe(true)
      const page = await find()
      if (page === null) throw new Error(`the window ${title} went away`)
      return page
    },
    async tray() {
      bus ??= openSessionBus()
      const session = bus
      await expect
        .poll(async () => (await findTrayItem(session, pid)) !== null, { message: 'tray icon', timeout: 20_000 })
        .toBe(true)
      const item = await findTrayItem(session, pid)
      if (item === null) throw new Error('the tray icon went away')
      return item
    },
    async close() {
      bus?.close()
      await electron.close()
    },
  }
}

/** Only what a desktop session sets: nothing of the test runner may reach the app. */
function inherited(): Record<string, string> {
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
  rmSync(folder, { recursive: true, force: true })
}
