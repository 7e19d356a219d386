import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * In place of Electron's own menu, whose hidden keys would reload a window and zoom past the setting. macOS needs Edit for
 * copy and paste; elsewhere the keys of a window stay.
 */
export function setApplicationMenu(): void {
  const window: MenuItemConstructorOptions = {
    label: 'Window',
    submenu: [
      { role: 'close' },
      { role: 'minimize' },
      { role: 'togglefullscreen' },
      ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    ],
  }
  const mac = process.platform === 'darwin'
  Menu.setApplicationMenu(Menu.buildFromTemplate(mac ? [{ role: 'appMenu' }, { role: 'editMenu' }, window] : [window]))
}
