import { expect, test } from '@playwright/test'
import { startPrivateBus } from '../support/desktop/private-bus'
import { openSessionBus } from '../support/desktop/session-bus'
import { becomeStuckHost } from '../support/desktop/tray-watcher'
import { launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { createTempRepo } from '../support/temp-repo'

test('with a panel that hangs home opens and works, and the app quits, as the desktop is not waited for', async () => {
  const bus = await startPrivateBus()
  const session = openSessionBus(bus.address)
  await becomeStuckHost(session)
  const data = tempFolder('home')
  const repo = createTempRepo({ files: { 'README.md': 'hello\n' } })
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, FIREBREAK_CODEX: '/nonexistent/codex' }
  const app = await launchFirebreak({ home: data, args: ['--repo', repo.path], env })
  const home = await app.window('Firebreak')
  await expect(home.getByRole('region', { name: 'Gate' })).toContainText('Everything is committed')
  await expect(home.getByText('This desktop shows no tray icons')).toHaveCount(0)
  await app.close()
  session.close()
  await bus.close()
  repo.cleanup()
  removeFolder(data)
})
