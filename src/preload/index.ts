import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { AppSnapshot } from '../core/app/snapshot'
import { channels } from '../shared/channels'
import type { AppBridge, AppCommand, CommandResult } from '../shared/contract'

const bridge: AppBridge = {
  dispatch: (command: AppCommand): Promise<CommandResult> => ipcRenderer.invoke(channels.dispatch, command),
  subscribe(listener) {
    const onPush = (_event: IpcRendererEvent, snapshot: AppSnapshot) => listener(snapshot)
    ipcRenderer.on(channels.pushed, onPush)
    void ipcRenderer.invoke(channels.snapshot).then(listener)
    return () => ipcRenderer.off(channels.pushed, onPush)
  },
}

contextBridge.exposeInMainWorld('firebreak', bridge)

// A MessagePort cannot cross the context bridge; a message to the page's own origin can carry it.
ipcRenderer.on(channels.diffPort, (event) => {
  window.postMessage({ type: channels.diffPort }, window.location.origin, [...event.ports])
})
