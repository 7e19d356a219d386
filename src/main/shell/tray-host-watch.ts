import type { MessageBus } from 'dbus-next'

/** Whether the desktop has a place for tray icons; `unknown` when the session bus broke off. */
export type TrayHost = 'present' | 'absent' | 'unknown'

interface Deps {
  readonly platform: NodeJS.Platform
  /** `DBUS_SESSION_BUS_ADDRESS`; absent where there is no session bus. */
  readonly busAddress: string | undefined
  /** Called with the first answer and with every later change. */
  readonly onHost: (host: TrayHost) => void
}

const watcherName = 'org.kde.StatusNotifierWatcher'
const watcherPath = '/StatusNotifierWatcher'

/**
 * Tells when a tray host appears or goes, by signals of the session bus and without polling. An app that starts before
 * its desktop's panel would otherwise never be seen: its icon has to be made again once the host is there.
 * Names and paths: freedesktop.org StatusNotifierItem specification.
 */
export async function watchTrayHost({ platform, busAddress, onHost }: Deps): Promise<() => void> {
  if (platform !== 'linux') {
    onHost('present')
    return () => {}
  }
  if (busAddress === undefined) {
    onHost('absent')
    return () => {}
  }
  try {
    return await listen(busAddress, onHost)
  } catch {
    // Icons are shown over the same bus.
    onHost('absent')
    return () => {}
  }
}

async function listen(busAddress: string, onHost: Deps['onHost']): Promise<() => void> {
  // Loaded here because only Linux needs it.
  const { default: dbus } = await import('dbus-next')
  const bus: MessageBus = dbus.sessionBus({ busAddress })
  await new Promise<void>((resolve, reject) => {
    bus.once('connect', () => resolve())
    bus.once('error', reject)
  })
  bus.on('error', () => onHost('unknown'))

  const call = async (
    destination: string,
    path: string,
    iface: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ) => bus.call(new dbus.Message({ destination, path, interface: iface, member, signature, body }))
  const daemon = (member: string, signature: string, body: unknown[]) =>
    call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', member, signature, body)

  let last: TrayHost | null = null
  const ask = async () => {
    const host: TrayHost = (await hostRegistered()) ? 'present' : 'absent'
    if (host !== last) onHost(host)
    last = host
  }
  const hostRegistered = async () => {
    try {
      const reply = await call(watcherName, watcherPath, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
        watcherName,
        'IsStatusNotifierHostRegistered',
      ])
      const variant: unknown = reply?.body[0]
      return typeof variant === 'object' && variant !== null && 'value' in variant && variant.value === true
    } catch {
      return false
    }
  }

  bus.on('message', (message) => {
    const ownerChanged = message.member === 'NameOwnerChanged' && message.body[0] === watcherName
    const hostChanged = message.interface === watcherName && message.member.startsWith('StatusNotifierHost')
    if (ownerChanged || hostChanged) void ask()
  })
  await daemon('AddMatch', 's', [`type='signal',member='NameOwnerChanged',arg0='${watcherName}'`])
  await daemon('AddMatch', 's', [`type='signal',interface='${watcherName}'`])
  await ask()
  return () => bus.disconnect()
}
