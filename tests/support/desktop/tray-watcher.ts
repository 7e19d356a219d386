import dbus from 'dbus-next'
import type { SessionBus } from './session-bus'

const name = 'org.kde.StatusNotifierWatcher'

/** The desktop's tray without a picture: it notes the icons that register. */
class Watcher extends dbus.interface.Interface {
  readonly items: string[] = []
  get RegisteredStatusNotifierItems(): string[] {
    return this.items
  }
  get IsStatusNotifierHostRegistered(): boolean {
    return true
  }
  get ProtocolVersion(): number {
    return 0
  }
  /** Electron names its connection only; its object then lies at the default path. */
  RegisterStatusNotifierItem(service: string): void {
    this.items.push(service.includes('/') ? service : `${service}/StatusNotifierItem`)
  }
  RegisterStatusNotifierHost(): void {}
}
Watcher.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: dbus.interface.ACCESS_READ },
    IsStatusNotifierHostRegistered: { signature: 'b', access: dbus.interface.ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: dbus.interface.ACCESS_READ },
  },
  methods: {
    RegisterStatusNotifierItem: { inSignature: 's' },
    RegisterStatusNotifierHost: { inSignature: 's' },
  },
})

/** Makes this connection the tray host of its bus, as a panel does when it starts. */
export async function becomeTrayHost({ bus }: SessionBus): Promise<void> {
  bus.export('/StatusNotifierWatcher', new Watcher(name))
  await bus.requestName(name, dbus.NameFlag.DO_NOT_QUEUE)
}

/** Takes the place of the tray host and answers nothing, as a panel that hangs. */
export async function becomeStuckHost({ bus }: SessionBus): Promise<void> {
  bus.addMethodHandler(() => true)
  await bus.requestName(name, dbus.NameFlag.DO_NOT_QUEUE)
}
