import path from 'node:path'
import { homedir } from 'node:os'
import { app, nativeTheme, powerMonitor } from 'electron'
import { snapshotForView } from '../../core/app/snapshot-for-view'
import type { RepoId } from '../../core/repo/repo-status'
import type { Settings } from '../../core/settings'
import { firebreakVersion } from '../../core/version'
import { makeFirebreakHome } from '../../services/firebreak-home'
import { historyFile } from '../../services/history/history-file'
import { systemClock } from '../../services/system-clock'
import { channels } from '../../shared/channels'
import type { AppArguments } from '../arguments'
import type { Sender } from '../commands/sender'
import type { App } from '../app'
import { compose } from '../compose'
import { registerIpc } from '../ipc/register'
import type { View } from '../shell-port'
import { createTrayActions, createTrayController } from '../tray-controller'
import { serveApp } from './app-protocol'
import { watchAttention } from './attention'
import { setApplicationMenu } from './application-menu'
import { createDesktopShell } from './desktop-shell'
import { connectHistoryProcess } from './history-process-launch'
import { lockDown } from './lockdown'
import { connectRepoProcess } from './repo-process-launch'
import { createTray } from './tray'
import { type TrayHost, watchTrayHost } from './tray-host-watch'
import { createWindows } from './windows'
import { createWindowPlaces } from './window-places'

export interface RunningApp {
  /** A second start: focuses home, or does what its arguments ask for. */
  again(args: AppArguments): Promise<void>
}

/** Opens what a start opens: the tray always, home unless `--hidden`, and then everything behind them. */
export async function startApp({
  home,
  args,
}: {
  readonly home: string
  readonly args: AppArguments
}): Promise<RunningApp> {
  const resources = path.join(app.getAppPath(), 'resources')
  await makeFirebreakHome(home)
  lockDown()
  setApplicationMenu()
  serveApp(path.join(import.meta.dirname, '../renderer'))

  const desktop: { trayHost: TrayHost; quitting: boolean } = { trayHost: 'unknown', quitting: false }
  app.on('before-quit', () => {
    desktop.quitting = true
  })
  const places = createWindowPlaces(systemClock)
  let zoom = 1
  let tellOnTop = (_repoIds: readonly RepoId[]): void => {}
  const windows = createWindows({
    placeOf: places.placeOf,
    onPlaced: places.onPlaced,
    onTop: (repoIds) => tellOnTop(repoIds),
    zoom: () => zoom,
    clock: systemClock,
    icon: path.join(resources, 'icon.png'),
    onClosed: () => {
      firebreak.windowClosed()
      if (desktop.trayHost === 'absent' && windows.all().length === 0 && !desktop.quitting) void closedLast()
    },
  })
  // Without a tray the last window is the app. Whoever is asked and keeps it running gets the window back.
  const closedLast = async () => {
    await firebreak.router.run({ type: 'app/quit' })
    if (!desktop.quitting) shell.openWindow({ view: 'home' }, { focus: true })
  }
  const shell = createDesktopShell(windows, () => app.quit())

  const firebreak = await compose({
    home,
    userHome: homedir(),
    env: process.env,
    version: firebreakVersion,
    clock: systemClock,
    connectRepo: connectRepoProcess({ home }),
    connectHistory: connectHistoryProcess(historyFile(home)),
    shell,
    launcherSource: path.join(resources, 'launcher.sh'),
    ownCheckout: app.getAppPath(),
    onBug: (where, error) => console.error(`firebreak: ${where} failed`, error),
  })
  const { store, publisher, router } = firebreak
  places.follow(store, (set, change) => void firebreak.keepPlaces(set, change))
  places.onOtherScreens(() => windows.putInPlace())
  tellOnTop = (repoIds) => store.dispatch({ type: 'window/on-top', repoIds })
  const followLook = ({ theme, zoom: wished }: Settings) => {
    // High contrast comes in light and in dark, as the system has it.
    nativeTheme.themeSource = theme === 'high-contrast' ? 'system' : theme
    if (zoom !== wished) windows.setZoom(wished)
    zoom = wished
  }
  followLook(store.state().settings)
  store.subscribe(({ settings }) => followLook(settings))

  registerIpc({
    snapshot: () => publisher.current(),
    dispatch: (raw, sender) => router.fromWindow(raw, sender),
    senderOf: (id) => senderOf(windows.viewOf(id)),
  })
  publisher.subscribe((snapshot) => windows.send(channels.pushed, (view) => snapshotForView(snapshot, view)))

  const tray = createTray({
    resources,
    onAction: createTrayActions({ store, publisher, shell, run: (command) => router.run(command) }),
    onActivate: () => shell.openWindow({ view: 'home' }, { focus: true }),
  })
  createTrayController({ tray, publisher, clock: systemClock })
  let hidden = args.hidden
  // Nothing waits for the desktop: a panel that hangs answers late, or never.
  void watchTrayHost({
    platform: process.platform,
    busAddress: process.env.DBUS_SESSION_BUS_ADDRESS,
    onHost(host) {
      const appeared = host === 'present' && desktop.trayHost === 'absent'
      desktop.trayHost = host
      if (appeared) tray.recreate()
      if (host === 'absent') noTrayHost(firebreak)
      // Neither icon nor window: nobody would see that it runs.
      if (host === 'absent' && hidden) shell.openWindow({ view: 'home' }, { focus: true })
      hidden = false
    },
  })
  app.on('browser-window-focus', () => firebreak.lookedAt())
  powerMonitor.on('resume', () => firebreak.wokeUp())
  const watching = watchAttention({
    platform: process.platform,
    systemBus: process.env.DBUS_SYSTEM_BUS_ADDRESS,
    windows: () => windows.all().map(({ window }) => window),
    onAttention: (attention) => firebreak.setAttention(attention),
  })
  quitInOrder(async () => {
    tray.dispose()
    void watching.then((stop) => stop())
    await firebreak.keepPlaces(places.set(), windows.places())
    await firebreak.dispose()
  })

  if (!args.hidden) shell.openWindow({ view: 'home' }, { focus: true })
  await firebreak.follow(args)
  return {
    async again(next) {
      if (!next.hidden && next.show === null) shell.openWindow({ view: 'home' }, { focus: true })
      await firebreak.follow(next)
    },
  }
}

function senderOf(view: View | null): Sender | null {
  if (view === null) return null
  return view.view === 'diff' ? { view: 'diff', repoId: view.repoId } : { view: view.view }
}

/** Where the desktop shows no tray icons, home serves instead; that is said once. */
function noTrayHost(firebreak: App): void {
  void firebreak.sayOnce(
    'no-tray-host',
    'This desktop shows no tray icons, so this window serves instead. Closing it quits Firebreak.',
  )
}

/** Everything is saved before the process goes; asked twice, it goes at once. */
function quitInOrder(save: () => Promise<void>): void {
  let done = false
  app.on('before-quit', (event) => {
    if (done) return
    event.preventDefault()
    done = true
    void save().finally(() => app.quit())
  })
}
