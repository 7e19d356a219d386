import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Shell, View } from '../../src/main/shell-port'

/** A desktop that does nothing and remembers what it was asked for. */
export interface RecordingShell extends Shell {
  /** Windows that were opened or shown, oldest first. */
  readonly opened: readonly { readonly view: View; readonly focus: boolean }[]
  /** Windows that are loaded out of sight, once for each who holds them. */
  readonly prepared: readonly View[]
  /** Somebody closes the windows of this kind. */
  close(view: View['view']): void
  /** Titles of desktop notifications. */
  readonly notified: readonly string[]
  /** Clicks the latest notification. */
  clickNotification(): void
  /** Presses the button of the latest notification. */
  pressNotification(): void
  /** Questions before quitting. */
  readonly asked: readonly string[]
  quits(): number
  /** What the user will answer to the next questions. */
  answers: { folder: string | null; quit: boolean; newFile?: string; diffFocused?: boolean }
  /** Where the next live diff window is read, instead of nowhere; the end for the repo process. */
  readDiffAt(port: MessagePort): void
  /** What was put into the clipboard. */
  readonly copied: readonly string[]
  /** Files that the desktop was asked to open or to show. */
  readonly openedFiles: readonly string[]
  /** How often a diff channel was delivered. */
  delivered(): number
}

export function createRecordingShell(): RecordingShell {
  const opened: { view: View; focus: boolean }[] = []
  const prepared: View[] = []
  const isThere = (view: View) => opened.some((other) => JSON.stringify(other.view) === JSON.stringify(view))
  const asked: string[] = []
  const notified: string[] = []
  const copied: string[] = []
  const openedFiles: string[] = []
  let onClick = (): void => {}
  let onPress = (): void => {}
  const answers: RecordingShell['answers'] = { folder: null, quit: true }
  let quits = 0
  let delivered = 0
  let diffPort: MessagePort | null = null
  const openDiffs = (): string[] => [
    ...new Set(opened.flatMap(({ view }) => (view.view === 'diff' ? [view.repoId] : []))),
  ]
  return {
    opened,
    prepared,
    close: (view) => void opened.splice(0, opened.length, ...opened.filter((one) => one.view.view !== view)),
    notified,
    copied,
    openedFiles,
    clickNotification: () => onClick(),
    pressNotification: () => onPress(),
    asked,
    answers,
    readDiffAt(port) {
      diffPort = port
    },
    quits: () => quits,
    delivered: () => delivered,
    openWindow(view, { focus }) {
      const text = JSON.stringify(view)
      prepared.splice(0, prepared.length, ...prepared.filter((one) => JSON.stringify(one) !== text))
      opened.push({ view, focus })
    },
    prepareWindow(view) {
      const before = opened.length
      if (isThere(view)) return { letGo: () => {}, takeBack: () => {} }
      prepared.push(view)
      const letGo = () => {
        if (prepared.includes(view)) prepared.splice(prepared.indexOf(view), 1)
      }
      return {
        letGo,
        takeBack() {
          letGo()
          opened.splice(before)
        },
      }
    },
    isOpen: (view) => opened.some((other) => other.view.view === view.view),
    chooseFolder: async () => answers.folder,
    chooseNewFile: async () => answers.newFile ?? null,
    copyText: (text) => void copied.push(text),
    async openFile(file) {
      openedFiles.push(file)
      return null
    },
    showInFolder: (file) => void openedFiles.push(`folder of ${file}`),
    notify(title, _, click, action) {
      notified.push(title)
      onClick = click
      onPress = () => action?.press()
    },
    async diffChannel(repoId) {
      if (!openDiffs().includes(repoId)) return null
      if (diffPort !== null) {
        const [repoEnd] = [diffPort, (diffPort = null)]
        return { repoEnd, deliver: () => void delivered++, close: () => repoEnd.close() }
      }
      const { port1, port2 } = new MessageChannel()
      port2.unref()
      return { repoEnd: port1, deliver: () => void delivered++, close: () => port2.close() }
    },
    openDiffs,
    diffFocused: () => answers.diffFocused === true,
    keepOnTop: (repoId) => openDiffs().includes(repoId),
    async confirmQuit({ message, detail }) {
      asked.push(`${message} ${detail}`)
      return answers.quit
    },
    quit: () => void quits++,
  }
}
