import type { AppSnapshot, RepoView } from '../core/app/snapshot'
import type { Cancel, Clock } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import { type IconState, iconState } from '../core/tray/icon-state'
import type { MenuAction, MenuEntry } from '../core/tray/menu-entry'
import { menuModel, repoLine } from '../core/tray/menu-model'
import { unreachable } from '../core/result'
import type { AppCommand, CommandResult } from '../shared/contract'
import type { AppStore } from './app-store'
import { raiseStartRefused } from './notices'
import type { SnapshotPublisher } from './ipc/snapshot-publisher'
import type { Shell } from './shell-port'

/** The desktop's tray, as far as the controller needs it. */
export interface TrayView {
  show(entries: readonly MenuEntry[], icon: IconState, tooltip: string): void
  /** Makes the icon anew: one that was made while the desktop had no tray host never appears (seen with Electron 33). */
  recreate(): void
  dispose(): void
}

/** A menu that is rebuilt while somebody reads it closes on some desktops. */
const rebuildEveryMs = 2000

/** Draws the tray from the snapshot: at once when it was quiet, otherwise every 2 s, and only when a text changed. */
export function createTrayController(deps: {
  readonly tray: TrayView
  readonly publisher: SnapshotPublisher
  readonly clock: Clock
}): Cancel {
  const { tray, publisher, clock } = deps
  let shown = ''
  let pending: Cancel | null = null
  let drawnAtMs = Number.NEGATIVE_INFINITY

  const draw = (snapshot: AppSnapshot) => {
    const entries = menuModel(snapshot, clock.now())
    const icon = iconState(snapshot)
    const tooltip = snapshot.repo === null ? 'Firebreak' : `Firebreak: ${repoLine(snapshot.repo)}`
    const text = JSON.stringify([entries, icon, tooltip])
    if (text === shown) return
    shown = text
    drawnAtMs = clock.now()
    tray.show(entries, icon, tooltip)
  }

  const stop = publisher.subscribe((snapshot) => {
    if (pending !== null) return
    const waitMs = drawnAtMs + rebuildEveryMs - clock.now()
    if (waitMs <= 0) return draw(snapshot)
    pending = clock.after(waitMs, () => {
      pending = null
      draw(publisher.current())
    })
  })
  draw(publisher.current())
  return () => {
    stop()
    pending?.()
  }
}

/** Carries out a menu entry. What is refused is shown in home, because a menu cannot answer. */
export function createTrayActions(deps: {
  readonly store: AppStore
  readonly publisher: SnapshotPublisher
  readonly shell: Shell
  readonly run: (command: AppCommand) => Promise<CommandResult>
}): (action: MenuAction) => void {
  const { store, publisher, shell, run } = deps
  // Home shows what checkpoints keep; a repository that was shown there has been spoken of.
  const toldInHome = new Set<RepoId>()
  publisher.subscribe(({ repo }) => {
    if (repo !== null && shell.isOpen({ view: 'home' })) toldInHome.add(repo.repoId)
  })
  return (action) => {
    const { repo } = publisher.current()
    const unsaid = repo !== null && repo.captureNoticeDue && !toldInHome.has(repo.repoId)
    const command = action.do === 'start' && unsaid ? null : commandOf(action, repo)
    if (command === null) return shell.openWindow({ view: 'home' }, { focus: true })
    void run(command).then((result) => {
      if (result.ok) return
      raiseStartRefused(store, result.error)
      shell.openWindow({ view: 'home' }, { focus: true })
    })
  }
}

/** Null: home is the place for it. */
function commandOf(action: MenuAction, repo: RepoView | null): AppCommand | null {
  switch (action.do) {
    case 'open-home':
      return null
    case 'open-diff':
    case 'open-checkpoints':
      return { type: 'window/open', view: 'diff', repoId: null }
    case 'open-diff-of':
      return { type: 'window/open', view: 'diff', repoId: action.repoId }
    case 'follow-sessions':
      return { type: 'settings/set', change: { key: 'followSessions', value: action.on } }
    case 'open-settings':
      return { type: 'window/open', view: 'settings', repoId: null }
    case 'start':
      if (repo === null) return null
      return { type: 'session/start', repoId: repo.repoId, lane: action.lane, prompt: null, tryAnyway: false }
    case 'stop-following':
      return { type: 'session/stop-following', sessionId: action.sessionId }
    case 'select-model':
      return {
        type: 'model/select',
        modelId: action.modelId,
        // Everything is asked about first where a gated model would become everybody's.
        scope: action.scope === 'everywhere' ? 'ask' : action.scope,
        ...(action.minutes === undefined ? {} : { minutes: action.minutes }),
      }
    case 'select-effort':
      return { type: 'model/effort', effort: action.effort }
    case 'model-back':
      return { type: 'model/back', place: action.place }
    case 'forget-next-model':
      return { type: 'model/forget-next' }
    case 'choose-repo':
      return { type: 'repo/choose', repoId: action.repoId }
    case 'choose-folder':
      return { type: 'repo/choose-folder' }
    case 'pause-gate':
      return repo === null ? null : { type: 'gate/pause', repoId: repo.repoId, until: action.until }
    case 'resume-gate':
      return repo === null ? null : { type: 'gate/resume', repoId: repo.repoId }
    case 'quit':
      return { type: 'app/quit' }
    default:
      return unreachable(action)
  }
}
