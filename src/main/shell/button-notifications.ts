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
  /** With the connection of the service that shows it. */
  const shown = new Map<number, { readonly note: ButtonNotification; readonly by: string | undefined }>()
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
        onSignal(message.sender, message.member ?? '', message.body[0], message.body[1])
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

  const onSignal = (sender: string | undefined, member: string, id: number, what: unknown): void => {
    const { note, by } = shown.get(id) ?? {}
    // Any program on the bus can say that a button was pressed.
    if (note === undefined || sender !== by) return
    if (member === 'ActionInvoked') (what === 'press' ? note.onPress : note.onClick)()
    if (member === 'ActionInvoked' || member === 'NotificationClosed') shown.delete(id)
  }

  const send = async (note: ButtonNotification): Promise<boolean> => {
    if (busAddress === undefined) return false
    connecting ??= connect(busAddress)
    const bus = await connecting
    const { default: dbus } = await import('dbus-next')
    const call = (member: string, signature: string, body: readonly unknown[]) =>
      bus.call(new dbus.Message({ destination: service, path, interface: service, member, signature, body: [...body] }))
    const abilities = (await call('GetCapabilities', '', []))?.body[0]
    if (!Array.isArray(abilities) || !abilities.includes('actions')) return false
    const hints = {
      'desktop-entry': new dbus.Variant('s', 'firebreak'),
      urgency: new dbus.Variant('y', 1),
      'suppress-sound': new dbus.Variant('b', true),
    }
    const { title, body, label } = note
    const actions = ['default', 'Open Firebreak', 'press', label]
    const answer = await call('Notify', 'susssasa{sv}i', ['Firebreak', 0, '', title, body, actions, hints, -1])
    const id: unknown = answer?.body[0]
    if (typeof id !== 'number') return false
    shown.set(id, { note, by: answer?.sender })
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
