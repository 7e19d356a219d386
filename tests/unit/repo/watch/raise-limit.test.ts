import { expect, it } from 'vitest'
import { raiseLimitCommand } from '../../../../src/repo/watch/raise-limit'

it.each([
  ['ENOSPC', 8192, 'sudo sysctl fs.inotify.max_user_watches=524288'],
  ['ENOSPC', 0, 'sudo sysctl fs.inotify.max_user_watches=524288'],
  ['ENOSPC', 524_288, 'sudo sysctl fs.inotify.max_user_watches=1048576'],
  ['EMFILE', 128, 'sudo sysctl fs.inotify.max_user_instances=1024'],
])('%s with a limit of %d is answered with: %s', (code, limit, command) => {
  expect(raiseLimitCommand(code, () => limit)).toBe(command)
})
