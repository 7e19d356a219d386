import type { RepoId } from '../core/repo/repo-status'

/** What a window shows. A diff window belongs to one repository. */
export type View =
  | { readonly view: 'home' }
  | { readonly view: 'settings' }
  | { readonly view: 'diff'; readonly repoId: RepoId; readonly repoName: string }

/** One end of a channel to the live diff window; the other end is given to the repo process. */
export interface DiffChannel {
  /** Transferred with the request `attach-diff`. */
  readonly repoEnd: object
  /** Hands the window its end. */
  deliver(): void
  /** The repository could not be attached: both ends are closed. */
  close(): void
}

/** A window that was loaded out of sight and is not open yet. */
export interface PreparedWindow {
  /** It is destroyed when nobody else holds it and nobody opened it. */
  letGo(): void
  /** The same, and one that was opened since is closed. */
  takeBack(): void
}

/** A button of a notification. */
export interface NotifyAction {
  readonly label: string
  press(): void
}

/** The desktop, as far as the rest of main needs it: real in src/main/shell, recorded in the tests. */
export interface Shell {
  /** Opens or shows the one window of this view; without `focus` it appears and takes no focus. */
  openWindow(view: View, options: { readonly focus: boolean }): void
  /** Loads a window out of sight, where `openWindow` finds it. One that is open already stays as it is. */
  prepareWindow(view: View): PreparedWindow
  isOpen(view: View): boolean
  /** Asks for a folder; null when the user gave none. */
  chooseFolder(): Promise<string | null>
  /** Asks where to write a new file; null when the user gave none. */
  chooseNewFile(proposed: string): Promise<string | null>
  copyText(text: string): void
  /** Opens a file with the desktop's choice of program; why not, or null. */
  openFile(file: string): Promise<string | null>
  showInFolder(file: string): void
  /** `action` is a button, where the desktop has them in notifications. */
  notify(title: string, body: string, onClick: () => void, action?: NotifyAction): void
  /** Waits for a prepared diff window to be opened. Null when none of this repository is open, or it goes. */
  diffChannel(repoId: RepoId): Promise<DiffChannel | null>
  /** Repositories whose live diff window is open. */
  openDiffs(): readonly RepoId[]
  /** Whether somebody reads a live diff: one of these windows has the focus. */
  diffFocused(): boolean
  /** False when no diff window of this repository is open. */
  keepOnTop(repoId: RepoId, on: boolean): boolean
  /** Asks before quitting; true when the user wants to. */
  confirmQuit(question: { readonly message: string; readonly detail: string }): Promise<boolean>
  quit(): void
}
