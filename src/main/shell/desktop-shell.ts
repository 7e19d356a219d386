import { BrowserWindow, clipboard, dialog, MessageChannelMain, shell } from 'electron'
import { channels } from '../../shared/channels'
import type { Shell } from '../shell-port'
import { notify } from './notifications'
import type { Windows } from './windows'

/** The real desktop behind the port that the rest of main talks to. */
export function createDesktopShell(windows: Windows, quit: () => void): Shell {
  return {
    openWindow: (view, options) => windows.open(view, options),
    prepareWindow: (view) => windows.prepare(view),
    isOpen: (view) => windows.isOpen(view),
    async chooseFolder() {
      const options = { title: 'Choose a repository', properties: ['openDirectory' as const] }
      const parent = BrowserWindow.getFocusedWindow()
      const answer = await (parent === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options))
      return answer.canceled ? null : (answer.filePaths[0] ?? null)
    },
    async chooseNewFile(proposed) {
      const options = { defaultPath: proposed, filters: [{ name: 'Patch', extensions: ['patch', 'diff'] }] }
      const parent = BrowserWindow.getFocusedWindow()
      const answer = await (parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options))
      return answer.canceled || answer.filePath === '' ? null : answer.filePath
    },
    copyText(text) {
      // Newer versions of Electron answer a promise.
      void clipboard.writeText(text)
    },
    async openFile(file) {
      const why = await shell.openPath(file)
      return why === '' ? null : why
    },
    showInFolder: (file) => shell.showItemInFolder(file),
    notify,
    async diffChannel(repoId) {
      const target = await windows.opened({ view: 'diff', repoId })
      if (target === null) return null
      const { port1, port2 } = new MessageChannelMain()
      return {
        repoEnd: port1,
        deliver() {
          if (target.isDestroyed()) port2.close()
          else target.webContents.postMessage(channels.diffPort, null, [port2])
        },
        close() {
          port1.close()
          port2.close()
        },
      }
    },
    keepOnTop: (repoId, on) => windows.keepOnTop(repoId, on),
    openDiffs: () => windows.all().flatMap(({ view }) => (view.view === 'diff' ? [view.repoId] : [])),
    diffFocused: () => windows.all().some(({ view, window }) => view.view === 'diff' && window.isFocused()),
    async confirmQuit({ message, detail }) {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message,
        detail,
        buttons: ['Quit Firebreak', 'Keep it running'],
        defaultId: 1,
        cancelId: 1,
      })
      return response === 0
    },
    quit,
  }
}
