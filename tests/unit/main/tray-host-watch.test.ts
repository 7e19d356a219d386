import { describe, expect, it } from 'vitest'
import { type TrayHost, watchTrayHost } from '../../../src/main/shell/tray-host-watch'

describe('whether the desktop shows tray icons', () => {
  it.each([
    ['macOS and Windows always do', 'darwin', undefined, 'present'],
    ['without a session bus nobody does', 'linux', undefined, 'absent'],
    ['a bus that does not answer shows none', 'linux', 'unix:path=/nonexistent/bus', 'absent'],
  ] as const)('%s', async (_name, platform, busAddress, expected) => {
    const told: TrayHost[] = []
    const stop = await watchTrayHost({ platform, busAddress, onHost: (host) => told.push(host) })
    stop()
    expect(told).toEqual([expected])
  })
})
