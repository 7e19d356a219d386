import { app, type BrowserWindow, powerMonitor } from 'electron'
import { watchPowerSaver } from './power-saver'

/** Whether a window of the app is in sight, and whether the computer saves its battery. */
export interface AttentionNow {
  readonly looked: boolean
  readonly saving: boolean
}

interface Deps {
  readonly platform: NodeJS.Platform
  readonly systemBus: string | undefined
  /** The open windows. */
  readonly windows: () => readonly BrowserWindow[]
  readonly onAttention: (attention: AttentionNow) => void
}

/**
 * Tells what decides whether limits are polled. A locked screen has nobody in front of it. Electron knows no battery saver: on
 * Linux the power profile is asked for, elsewhere running on battery counts as saving it.
 */
export async function watchAttention({ platform, systemBus, windows, onAttention }: Deps): Promise<() => void> {
  let locked = false
  let saving = platform !== 'linux' && powerMonitor.isOnBatteryPower()
  const tell = (): void => {
    const inSight = windows().some((window) => !window.isDestroyed() && window.isVisible() && !window.isMinimized())
    onAttention({ looked: inSight && !locked, saving })
  }
  const lock = (isLocked: boolean) => (): void => {
    locked = isLocked
    tell()
  }
  const save = (isSaving: boolean): void => {
    saving = isSaving
    tell()
  }
  powerMonitor.on('lock-screen', lock(true))
  powerMonitor.on('unlock-screen', lock(false))
  const follow = (window: BrowserWindow): void => {
    window.on('show', tell)
    window.on('hide', tell)
    window.on('minimize', tell)
    window.on('restore', tell)
    window.on('closed', tell)
  }
  for (const window of windows()) follow(window)
  app.on('browser-window-created', (_event, window) => follow(window))
  tell()
  if (platform === 'linux') return watchPowerSaver({ busAddress: systemBus, onSaving: save })
  powerMonitor.on('on-battery', () => save(true))
  powerMonitor.on('on-ac', () => save(false))
  return () => {}
}
