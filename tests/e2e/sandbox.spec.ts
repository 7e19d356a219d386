import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { electronProgram, inherited, projectRoot, removeFolder } from '../support/firebreak-app'
import { descendantsOf } from '../support/process-tree'

/** `nobody`: as root, the app is started as this user, because nobody should run Chromium with root's rights. */
const otherUser = 65534

let folder = ''
let child: ChildProcess | null = null

test.afterAll(async () => {
  if (child !== null && child.exitCode === null) {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
  removeFolder(folder)
})

test('started by an ordinary user, every page runs inside the sandbox', async () => {
  test.setTimeout(90_000)
  // The checkout may lie where another user cannot read.
  folder = mkdtempSync(path.join(tmpdir(), 'firebreak-sandbox-'))
  const appFolder = path.join(folder, 'app')
  for (const name of ['out', 'resources', 'package.json'])
    cpSync(path.join(projectRoot, name), path.join(appFolder, name), { recursive: true })
  const userHome = path.join(folder, 'home')
  mkdirSync(userHome)
  const asRoot = process.getuid?.() === 0
  if (asRoot) for (const owned of [folder, userHome]) chownSync(owned, otherUser, otherUser)

  const { DBUS_SESSION_BUS_ADDRESS: _bus, XDG_RUNTIME_DIR: _runtime, ...env } = inherited()
  const become = asRoot ? ['setpriv', `--reuid=${otherUser}`, `--regid=${otherUser}`, '--clear-groups'] : []
  const [program, ...args] = [...become, electronProgram(), '--remote-debugging-port=0', appFolder]
  child = spawn(program, args, {
    cwd: appFolder,
    env: { ...env, HOME: userHome, FIREBREAK_HOME: path.join(userHome, 'firebreak') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const page = await firstPage(child)
  await expect(page.getByRole('heading', { name: 'Which repository?' })).toBeVisible({ timeout: 30_000 })

  const pid = child.pid ?? 0
  const renderers = descendantsOf(pid).filter(({ command }) => command.includes('--type=renderer'))
  expect(renderers.length).toBeGreaterThan(0)
  for (const { status, command } of renderers) {
    expect(status).toMatch(/^Seccomp:\s+2$/m)
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(command).not.toContain('--no-sandbox')
  }
})

/** The page of the first window, once Chromium has said where its inspector listens. */
async function firstPage(app: ChildProcess) {
  let said = ''
  app.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const address = () => /DevTools listening on (ws:\S+)/.exec(said)?.[1]
  await expect.poll(() => address() ?? said, { timeout: 30_000 }).toMatch(/^ws:/)
  const browser = await chromium.connectOverCDP(address() ?? '')
  const pages = () => browser.contexts().flatMap((context) => context.pages())
  await expect.poll(() => pages().length, { timeout: 30_000 }).toBe(1)
  const [page] = pages()
  if (page === undefined) throw new Error('the window went away')
  return page
}
