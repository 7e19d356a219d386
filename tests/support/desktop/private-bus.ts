import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { removeFolder, tempFolder } from '../firebreak-app'

// Everybody may say everything, and no service is started by a message.
const config = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

/** A session bus of its own, on which nothing of a desktop runs. */
export interface PrivateBus {
  /** For DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string
  close(): Promise<void>
}

export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = tempFolder('bus')
  const file = path.join(folder, 'session.conf')
  writeFileSync(file, config)
  const daemon = spawn('dbus-daemon', [`--config-file=${file}`, '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line]: unknown[] = await once(daemon.stdout.setEncoding('utf8'), 'data')
  return {
    address: String(line).trim(),
    async close() {
      const gone = once(daemon, 'exit')
      daemon.kill('SIGTERM')
      await gone
      removeFolder(folder)
    },
  }
}
