import type { MessageBus } from 'dbus-next'

interface Deps {
  /** `DBUS_SYSTEM_BUS_ADDRESS`; undefined is the usual one. */
  readonly busAddress: string | undefined
  /** Called with the first answer and with every later change. */
  readonly onSaving: (saving: boolean) => void
}

/** The service has two names: the older one is what Debian 12 has. */
const services = [
  { name: 'org.freedesktop.UPower.PowerProfiles', path: '/org/freedesktop/UPower/PowerProfiles' },
  { name: 'net.hadess.PowerProfiles', path: '/net/hadess/PowerProfiles' },
]
const usualBus = 'unix:path=/run/dbus/system_bus_socket'
const properties = 'org.freedesktop.DBus.Properties'

/**
 * Tells whether a Linux computer saves its battery, by the property `ActiveProfile` of power-profiles-daemon and its signals,
 * without polling. Without that service it is taken not to.
 */
export async function watchPowerSaver({ busAddress, onSaving }: Deps): Promise<() => void> {
  try {
    // Loaded here because only Linux needs it.
    const { default: dbus } = await import('dbus-next')
    const bus: MessageBus = dbus.sessionBus({ busAddress: busAddress ?? usualBus })
    await new Promise<void>((resolve, reject) => {
      bus.once('connect', () => resolve())
      bus.once('error', reject)
    })
    bus.on('error', () => onSaving(false))
    const ask = async (name: string, path: string): Promise<void> => {
      const message = { destination: name, path, interface: properties, member: 'Get', signature: 'ss' }
      const reply = await bus.call(new dbus.Message({ ...message, body: [name, 'ActiveProfile'] })).catch(() => null)
      const profile: unknown = reply?.body[0]
      if (typeof profile === 'object' && profile !== null && 'value' in profile)
        onSaving(profile.value === 'power-saver')
    }
    bus.on('message', ({ member, path, body }) => {
      const service = services.find(
        (one) => one.path === path || (member === 'NameOwnerChanged' && one.name === body[0]),
      )
      if (service !== undefined) void ask(service.name, service.path)
    })
    const match = (rule: string) => {
      const daemon = {
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
      }
      return bus.call(
        new dbus.Message({ ...daemon, member: 'AddMatch', signature: 's', body: [`type='signal',${rule}`] }),
      )
    }
    for (const { name, path } of services) {
      await match(`interface='${properties}',path='${path}'`)
      await match(`member='NameOwnerChanged',arg0='${name}'`)
      await ask(name, path)
    }
    return () => bus.disconnect()
  } catch {
    return () => {}
  }
}
