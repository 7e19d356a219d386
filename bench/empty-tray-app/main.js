// The least that an Electron tray app can be. With --utility it also starts one utilityProcess that does nothing.
import path from 'node:path'
import { app, Menu, Tray, utilityProcess } from 'electron'

let tray = null
app.on('window-all-closed', () => {})
void app.whenReady().then(() => {
  tray = new Tray(path.join(import.meta.dirname, '..', '..', 'resources', 'tray', 'neutral-light.png'))
  tray.setContextMenu(Menu.buildFromTemplate([{ role: 'quit' }]))
  if (process.argv.includes('--utility')) utilityProcess.fork(path.join(import.meta.dirname, 'utility.js'))
})
