// Which tray icons the throw-away desktop shows: only those of the app under measurement.
import dbus from 'dbus-next'

/** Names and paths: freedesktop.org StatusNotifierItem specification. */
const watcher = { destination: 'org.kde.StatusNotifierWatcher', path: '/StatusNotifierWatcher' }

export function openTray() {
  const bus = dbus.sessionBus({ busAddress: process.env.DBUS_SESSION_BUS_ADDRESS })
  return {
    /** @returns {Promise<number>} */
    async icons() {
      const reply = await bus.call(
        new dbus.Message({
          ...watcher,
          interface: 'org.freedesktop.DBus.Properties',
          member: 'Get',
          signature: 'ss',
          body: [watcher.destination, 'RegisteredStatusNotifierItems'],
        }),
      )
      return reply.body[0].value.length
    },
    close: () => bus.disconnect(),
  }
}
