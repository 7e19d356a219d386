import { expect, test } from '@playwright/test'
import { activeRepoId, dispatch } from '../support/app-page'
import { type PrivateBus, startPrivateBus } from '../support/desktop/private-bus'
import { openSessionBus } from '../support/desktop/session-bus'
import { becomeTrayHost } from '../support/desktop/tray-watcher'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

let repo: TempRepo
let data = ''
let bus: PrivateBus
let app: FirebreakApp

test.beforeAll(async () => {
  repo = createTempRepo({ files: { 'README.md': 'hello\n' } })
  data = tempFolder('home')
  bus = await startPrivateBus()
})
test.afterAll(async () => {
  await app.close()
  await bus.close()
  removeFolder(data)
  repo.cleanup()
})

async function start(...args: readonly string[]): Promise<void> {
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, FIREBREAK_CODEX: '/nonexistent/codex' }
  app = await launchFirebreak({ home: data, args, env })
}

const notTold = 'This desktop shows no tray icons'

test('where the desktop shows no tray icons home serves instead, even for a hidden start, and says so once', async () => {
  await start('--hidden')
  const home = await app.window('Firebreak')
  await expect(home.getByRole('list', { name: 'Notices' })).toContainText(notTold)

  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve))
  await home.close()
  expect(await ended).toBe(0)

  await start('--repo', repo.path)
  const again = await app.window('Firebreak')
  await expect(again.getByRole('region', { name: 'Gate' })).toBeVisible()
  await expect(again.getByText(notTold)).toHaveCount(0)
})

test('whoever closes home there while a session is on is asked, and gets it back on keeping Firebreak running', async () => {
  const home = await app.window('Firebreak')
  await dispatch(home, { type: 'settings/set', change: { key: 'onSessionStart', value: 'nothing' } })
  const wish = { type: 'session/start-by-hand', repoId: await activeRepoId(home), lane: 'spark' } as const
  expect(await dispatch(home, wish)).toEqual({ ok: true, value: null })
  await app.electron.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
  })
  await home.close()
  await expect((await app.window('Firebreak')).getByText(/Spark session/).first()).toBeVisible()
})

test('a tray host that comes later gets the icon, and closing home then leaves it there', async () => {
  const session = openSessionBus(bus.address)
  await becomeTrayHost(session)
  const tray = await app.tray()
  await expect.poll(() => tray.labels()).toContain('Open Firebreak')

  await (await app.window('Firebreak')).close()
  await expect.poll(() => app.electron.windows().length).toBe(0)
  await tray.activate()
  await app.window('Firebreak')
  session.close()
})
