import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { AppSnapshot } from '../../core/app/snapshot'
import { channels } from '../../shared/channels'
import type { CommandResult } from '../../shared/contract'
import type { Sender } from '../commands/sender'

interface Deps {
  readonly snapshot: () => AppSnapshot
  readonly dispatch: (raw: unknown, sender: Sender) => Promise<CommandResult>
  readonly senderOf: (webContentsId: number) => Sender | null
}

/** The one door for windows: every call has to come from the top frame of a window of ours that shows our own page. */
export function registerIpc({ snapshot, dispatch, senderOf }: Deps): void {
  ipcMain.handle(channels.snapshot, (event) => {
    requireOwn(event, senderOf)
    return snapshot()
  })
  ipcMain.handle(channels.dispatch, (event, raw: unknown) => dispatch(raw, requireOwn(event, senderOf)))
}

function requireOwn(event: IpcMainInvokeEvent, senderOf: Deps['senderOf']): Sender {
  const frame = event.senderFrame
  const sender = senderOf(event.sender.id)
  const own = frame !== null && frame.parent === null && frame.url.startsWith('app://main/')
  if (!own || sender === null) throw new Error('refused: not a window of Firebreak')
  return sender
}
