import dbus from 'dbus-next'
import type { SessionBus } from './session-bus'

const name = 'org.freedesktop.Notifications'

/** A notification as the desktop is given it. */
interface Notified {
  readonly atMs: number
  readonly title: string
  readonly body: string
  /** Labels of its buttons. */
  readonly buttons: readonly string[]
  /** As a person does: the service tells whoever sent it. */
  readonly press: (label: string) => void
}

/** The desktop's notification service (freedesktop.org, version 1.2) without a picture. */
class Service extends dbus.interface.Interface {
  readonly notified: Notified[] = []
  Notify(...[, , , title, body, actions]: [string, number, string, string, string, string[]]): number {
    // "id, label, id, label"; the one called default is a click on the notification itself.
    const buttons = actions.filter((_, at) => at % 2 === 1 && actions[at - 1] !== 'default')
    const id = this.notified.length + 1
    const press = (label: string) => {
      if (!buttons.includes(label)) throw new Error(`"${label}" is no button of "${title}"`)
      this.ActionInvoked(id, actions[actions.indexOf(label) - 1] ?? '')
    }
    this.notified.push({ atMs: Date.now(), title, body, buttons, press })
    return id
  }
  ActionInvoked(id: number, key: string): [number, string] {
    return [id, key]
  }
  CloseNotification(): void {}
  GetCapabilities(): string[] {
    return ['actions', 'body']
  }
  GetServerInformation(): string[] {
    return ['tests', 'Firebreak', '1', '1.2']
  }
}
Service.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u' },
    GetCapabilities: { outSignature: 'as' },
    GetServerInformation: { outSignature: 'ssss' },
  },
  signals: { ActionInvoked: { signature: 'us' } },
})

const attempts = 20

/**
 * Makes this connection the notification service of its bus; answers what it is given from then on. The one of the desktop
 * is ended before, as it may keep the name, and fetch it back.
 */
export async function becomeNotificationService(session: SessionBus): Promise<readonly Notified[]> {
  const service = new Service(name)
  session.bus.export('/org/freedesktop/Notifications', service)
  for (let left = attempts; left > 0; left--) {
    const owner = await session.pidOf(name).catch(() => null)
    if (owner !== null && owner !== process.pid) end(owner)
    await session.bus.requestName(name, dbus.NameFlag.DO_NOT_QUEUE | dbus.NameFlag.REPLACE_EXISTING)
    if ((await session.pidOf(name).catch(() => null)) === process.pid) return service.notified
  }
  throw new Error('the desktop keeps its own notification service')
}

function end(pid: number): void {
  try {
    process.kill(pid)
  } catch {
    // It has ended by itself.
  }
}
