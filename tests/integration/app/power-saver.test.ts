import dbus from 'dbus-next'
import { expect, it, onTestFinished } from 'vitest'
import { watchPowerSaver } from '../../../src/main/shell/power-saver'
import { startPrivateBus } from '../../support/desktop/private-bus'

const name = 'net.hadess.PowerProfiles'
const path = '/net/hadess/PowerProfiles'

/** The service as power-profiles-daemon offers it, as far as it is asked. */
class PowerProfiles extends dbus.interface.Interface {
  profile = 'balanced'
  get ActiveProfile(): string {
    return this.profile
  }
}
PowerProfiles.configureMembers({
  properties: { ActiveProfile: { signature: 's', access: dbus.interface.ACCESS_READ } },
})

it('follows the power profile from when its service appears', async () => {
  const bus = await startPrivateBus()
  const service = dbus.sessionBus({ busAddress: bus.address })
  const told: boolean[] = []
  const stop = await watchPowerSaver({ busAddress: bus.address, onSaving: (saving) => told.push(saving) })
  onTestFinished(async () => {
    stop()
    service.disconnect()
    await bus.close()
  })
  expect(told).toEqual([])
  const profiles = new PowerProfiles(name)
  service.export(path, profiles)
  await service.requestName(name, dbus.NameFlag.DO_NOT_QUEUE)
  await expect.poll(() => told.at(-1)).toBe(false)
  profiles.profile = 'power-saver'
  dbus.interface.Interface.emitPropertiesChanged(profiles, { ActiveProfile: 'power-saver' }, [])
  await expect.poll(() => told.at(-1)).toBe(true)
})

it('takes a computer without that service not to save anything', async () => {
  const told: boolean[] = []
  const stop = await watchPowerSaver({
    busAddress: 'unix:path=/nonexistent/bus',
    onSaving: (saving) => told.push(saving),
  })
  stop()
  expect(told).toEqual([])
})
