import dbus from 'dbus-next'
import { type SessionBus, type Target, unwrap } from './session-bus'

export interface TrayMenuItem {
  readonly id: number
  readonly label: string
  readonly separator: boolean
  readonly enabled: boolean
  /** Null where the entry has no tick. */
  readonly checked: boolean | null
  readonly children: readonly TrayMenuItem[]
}

const watcher: Target = {
  name: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  iface: 'org.kde.StatusNotifierWatcher',
}

/** The tray icon that one process registered with the desktop's tray host, driven the way the host drives it. */
export interface TrayItem {
  menu(): Promise<readonly TrayMenuItem[]>
  /** Every label, submenus included, with ` ▸ ` between levels. */
  labels(): Promise<readonly string[]>
  /** Chooses an entry of the menu or of a submenu. */
  choose(label: string | RegExp): Promise<void>
  /** A left click. */
  activate(): Promise<void>
  tooltip(): Promise<string>
  /** ARGB bytes of the icon. */
  icon(): Promise<Buffer>
}

/** Finds the item of a process, or null while it has none. */
export async function findTrayItem(session: SessionBus, pid: number): Promise<TrayItem | null> {
  const registered = await session.get(watcher, 'RegisteredStatusNotifierItems').catch(() => [])
  for (const entry of Array.isArray(registered) ? registered.map(String) : []) {
    const slash = entry.indexOf('/')
    const item = { name: entry.slice(0, slash), path: entry.slice(slash), iface: 'org.kde.StatusNotifierItem' }
    if ((await session.pidOf(item.name).catch(() => 0)) === pid) return trayItem(session, item)
  }
  return null
}

function trayItem(session: SessionBus, item: Target): TrayItem {
  const menuTarget = async (): Promise<Target> => ({
    name: item.name,
    path: String(await session.get(item, 'Menu')),
    iface: 'com.canonical.dbusmenu',
  })
  const menu = async () => {
    const [, root] = await session.call(await menuTarget(), 'GetLayout', 'iias', [0, -1, []])
    return readMenuItem(root).children
  }
  return {
    menu,
    labels: async () => flatten(await menu(), ''),
    async choose(label) {
      const found = find(await menu(), label)
      if (found === null) throw new Error(`no menu entry ${label}; there are: ${flatten(await menu(), '').join(' | ')}`)
      await session.call(await menuTarget(), 'Event', 'isvu', [found.id, 'clicked', new dbus.Variant('i', 0), 0])
    },
    async activate() {
      await session.call(item, 'Activate', 'ii', [0, 0])
    },
    async tooltip() {
      const tooltip = await session.get(item, 'ToolTip')
      return Array.isArray(tooltip) ? String(tooltip[2]) : ''
    },
    async icon() {
      const pixmaps = await session.get(item, 'IconPixmap')
      const first: unknown = Array.isArray(pixmaps) ? pixmaps[0] : null
      const bytes: unknown = Array.isArray(first) ? first[2] : null
      if (!Buffer.isBuffer(bytes)) throw new Error('the tray item has no icon')
      return bytes
    },
  }
}

/** One entry of a dbusmenu layout, `(ia{sv}av)`. */
function readMenuItem(raw: unknown): TrayMenuItem {
  const [id, properties, children]: unknown[] = Array.isArray(raw) ? raw : []
  const property = (name: string) => unwrap(new Map(Object.entries(properties ?? {})).get(name))
  return {
    id: Number(id),
    label: text(property('label')).replaceAll('__', '_'),
    separator: property('type') === 'separator',
    enabled: property('enabled') !== false,
    checked: property('toggle-type') ? property('toggle-state') === 1 : null,
    children: Array.isArray(children) ? children.map((child) => readMenuItem(unwrap(child))) : [],
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function find(items: readonly TrayMenuItem[], label: string | RegExp): TrayMenuItem | null {
  for (const item of items) {
    const fits = typeof label === 'string' ? item.label === label : label.test(item.label)
    const found = fits ? item : find(item.children, label)
    if (found !== null) return found
  }
  return null
}

function flatten(items: readonly TrayMenuItem[], prefix: string): readonly string[] {
  return items.flatMap((item) => {
    const name = item.separator ? '──' : `${prefix}${item.label}`
    return [name, ...flatten(item.children, `${name} ▸ `)]
  })
}
