import type { Clock } from '../core/clock'
import type { WindowPlace } from '../core/window/window-places'
import type { HistoryConnection } from '../services/history/history-connection'
import type { AppStore } from './app-store'
import type { AppArguments } from './arguments'
import type { CommandRouter } from './ipc/command-router'
import type { SnapshotPublisher } from './ipc/snapshot-publisher'
import type { ConnectRepo } from './repo/repo-host'
import type { Shell } from './shell-port'
import type { StartHooks } from './start/start-points'

/** What the app is built on: the outside world, real or under test. */
export interface Ground {
  /** FIREBREAK_HOME; exists. */
  readonly home: string
  readonly userHome: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly clock: Clock
  readonly connectRepo: ConnectRepo
  /** Opens the database of limit samples. */
  readonly connectHistory: () => HistoryConnection
  readonly shell: Shell
  /** Path of the launcher script in the app's resources. */
  readonly launcherSource: string
  /** Firebreak's own checkout, which is never offered by itself. */
  readonly ownCheckout: string
  readonly onBug: (where: string, error: unknown) => void
  /** What tests do between the steps of a start. */
  readonly startHooks?: StartHooks
}

export interface App {
  readonly store: AppStore
  readonly router: CommandRouter
  readonly publisher: SnapshotPublisher
  /** Says something that is said once and never again. */
  sayOnce(id: string, message: string): Promise<void>
  /** Somebody looks at a window: old numbers are read again, and what a start opens is loaded. */
  lookedAt(): void
  /** Whether a window is in sight, and whether the computer saves its battery: then nothing is polled. */
  setAttention(attention: { readonly looked: boolean; readonly saving: boolean }): void
  /** The computer woke up. */
  wokeUp(): void
  /** A window that was in sight was closed. */
  windowClosed(): void
  /** Where windows are, by their keys, on a set of screens. */
  keepPlaces(set: string, places: Readonly<Record<string, WindowPlace>>): Promise<void>
  /** Does what a start asks for; also for the arguments that a second start hands over. */
  follow(args: AppArguments): Promise<void>
  dispose(): Promise<void>
}
