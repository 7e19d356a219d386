import type { MessageBus } from 'dbus-next'

/** A notification with one button. `body` may hold markup. */
interface ButtonNotification {
  readonly title: string
  readonly body: string
  readonly label: string
  readonly onClick: () => void
  readonly onPress: () => void
}

const service = 'org.freedesktop.Notifications'
const path = '/org/freedesktop/Notifications'

/**
 * Notifications with a button on Linux, where Electron 33 shows none: straight to the desktop's service over the session bus
 * (freedesktop.org Desktop Notifications 1.2). `show` answers false where the desktop has no buttons, or no such service.
 */
export function createButtonNotifications(busAddress: string | undefined) {
  const shown = new Map<number, ButtonNotification>()
  let connecting: Promise<MessageBus> | null = null

  const connect = async (address: string): Promise<MessageBus> => {
    // Loaded here because only Linux needs it.
    const { default: dbus } = await import('dbus-next')
    const bus: MessageBus = dbus.sessionBus({ busAddress: address })
    await new Promise<void>((resolve, reject) => {
      bus.once('connect', () => resolve())
      bus.once('error', reject)
    })
    bus.on('error', () => {
      connecting = null
      shown.clear()
    })
    bus.on('message', (message) => {
      if (message.interface === service && typeof message.body[0] === 'number')
        onSignal(message.member ?? '', message.body[0], message.body[1])
    })
    const rule = `type='signal',interface='${service}'`
    await bus.call(
      new dbus.Message({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'AddMatch',
        signature: 's',
        body: [rule],
      }),
    )
    return bus
  }

  const onSignal = (member: string, id: number, what: unknown): void => {
    const note = shown.get(id)
    if (note === undefined) return
    if (member === 'ActionInvoked') (what === 'press' ? note.onPress : note.onClick)()
    if (member === 'ActionInvoked' || member === 'NotificationClosed') shown.delete(id)
  }

  const send = async (note: ButtonNotification): Promise<boolean> => {
    if (busAddress === undefined) return false
    connecting ??= connect(busAddress)
    const bus = await connecting
    const { default: dbus } = await import('dbus-next')
    const call = async (member: string, signature: string, body: readonly unknown[]): Promise<unknown> =>
      (
        await bus.call(
          new dbus.Message({ destination: service, path, interface: service, member, signature, body: [...body] }),
        )
      )?.body[0]
    const abilities = await call('GetCapabilities', '', [])
    if (!Array.isArray(abilities) || !abilities.includes('actions')) return false
    const hints = {
      'desktop-entry': new dbus.Variant('s', 'firebreak'),
      urgency: new dbus.Variant('y', 1),
      'suppress-sound': new dbus.Variant('b', true),
    }
    const { title, body, label } = note
    const actions = ['default', 'Open Firebreak', 'press', label]
    const id = await call('Notify', 'susssasa{sv}i', ['Firebreak', 0, '', title, body, actions, hints, -1])
    if (typeof id !== 'number') return false
    shown.set(id, note)
    return true
  }

  return {
    async show(note: ButtonNotification): Promise<boolean> {
      try {
        return await send(note)
      } catch {
        connecting = null
        return false
      }
    },
  }
}
