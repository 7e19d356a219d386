import dbus, { type MessageBus } from 'dbus-next'

/**
 * The session bus as plain messages: Chromium's tray objects answer no Introspect call, so proxies that ask for one fail.
 */
export interface SessionBus {
  readonly bus: MessageBus
  /** Calls a method and gives its reply's values. */
  call(to: Target, member: string, signature?: string, body?: readonly unknown[]): Promise<readonly unknown[]>
  /** Reads one property. */
  get(to: Target, property: string): Promise<unknown>
  /** Process id behind a bus name. */
  pidOf(name: string): Promise<number>
  close(): void
}

export interface Target {
  readonly name: string
  readonly path: string
  readonly iface: string
}

export function openSessionBus(busAddress = process.env.DBUS_SESSION_BUS_ADDRESS): SessionBus {
  if (!busAddress?.startsWith('unix:')) throw new Error('these tests need a session bus: run them through npm run e2e')
  const bus = dbus.sessionBus({ busAddress })
  const call: SessionBus['call'] = async ({ name, path, iface }, member, signature = '', body = []) => {
    const message = new dbus.Message({ destination: name, path, interface: iface, member, signature, body: [...body] })
    return (await bus.call(message))?.body ?? []
  }
  return {
    bus,
    call,
    async get({ name, path, iface }, property) {
      const [value] = await call({ name, path, iface: 'org.freedesktop.DBus.Properties' }, 'Get', 'ss', [
        iface,
        property,
      ])
      return unwrap(value)
    },
    async pidOf(name) {
      const daemon = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', iface: 'org.freedesktop.DBus' }
      return Number((await call(daemon, 'GetConnectionUnixProcessID', 's', [name]))[0])
    },
    close: () => bus.disconnect(),
  }
}

/** What a variant holds, all the way down. */
export function unwrap(value: unknown): unknown {
  return value instanceof dbus.Variant ? unwrap(value.value) : value
}
