import path from 'node:path'
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron'
import { unreachable } from '../../core/result'
import type { IconState } from '../../core/tray/icon-state'
import type { MenuAction, MenuEntry } from '../../core/tray/menu-entry'
import type { TrayView } from '../tray-controller'

interface Deps {
  /** Folder of the tray icons. */
  readonly resources: string
  readonly onAction: (action: MenuAction) => void
  readonly onActivate: () => void
}

/** The icon and its menu. It draws what it is given and decides nothing; the same menu is never built twice. */
export function createTray({ resources, onAction, onActivate }: Deps): TrayView {
  let tray: Tray | null = null
  let last: { entries: readonly MenuEntry[]; icon: IconState; tooltip: string } | null = null
  let shownMenu = ''
  let shownIcon = ''

  function ensure(): Tray {
    if (tray !== null) return tray
    tray = new Tray(nativeImage.createFromPath(iconFile(resources, 'neutral')))
    // Windows and KDE open home on a left click. macOS shows the menu by itself, and GNOME does not tell us of a single click.
    if (process.platform !== 'darwin') tray.on('click', onActivate)
    return tray
  }

  function draw(): void {
    if (last === null) return
    const target = ensure()
    const file = iconFile(resources, last.icon)
    if (file !== shownIcon) target.setImage(nativeImage.createFromPath(file))
    shownIcon = file
    const menu = JSON.stringify(last.entries)
    if (menu !== shownMenu)
      target.setContextMenu(Menu.buildFromTemplate(last.entries.map((entry) => item(entry, onAction))))
    shownMenu = menu
    target.setToolTip(last.tooltip)
  }

  const onTheme = () => draw()
  nativeTheme.on('updated', onTheme)

  return {
    show(entries, icon, tooltip) {
      last = { entries, icon, tooltip }
      draw()
    },
    recreate() {
      tray?.destroy()
      tray = null
      shownMenu = ''
      shownIcon = ''
      draw()
    },
    dispose() {
      nativeTheme.off('updated', onTheme)
      tray?.destroy()
      tray = null
    },
  }
}

function item(entry: MenuEntry, onAction: (action: MenuAction) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'separator':
      return { type: 'separator' }
    case 'text':
      return { label: plain(entry.label), enabled: false }
    case 'action':
      return { label: plain(entry.label), enabled: entry.enabled, click: () => onAction(entry.action) }
    case 'radio':
      return { type: 'radio', label: plain(entry.label), checked: entry.checked, click: () => onAction(entry.action) }
    case 'submenu':
      return { label: plain(entry.label), submenu: entry.entries.map((child) => item(child, onAction)) }
    default:
      return unreachable(entry)
  }
}

/** An ampersand would become a keyboard mnemonic; doubled, it is shown. */
function plain(label: string): string {
  return label.replaceAll('&', '&&')
}

/** macOS wants one black template image; elsewhere the panel's own darkness decides. */
function iconFile(resources: string, state: IconState): string {
  const variant = process.platform === 'darwin' ? 'Template' : nativeTheme.shouldUseDarkColors ? '-dark' : '-light'
  return path.join(resources, 'tray', `${state}${variant}.png`)
}
