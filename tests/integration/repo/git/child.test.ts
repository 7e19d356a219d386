import { expect, it } from 'vitest'
import type { Clock } from '../../../../src/core/clock'
import { runChild } from '../../../../src/repo/git/child'

/** A machine so busy that short delays are over before anything else was served. */
const hurriedClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    if (delayMs > 1_000) return () => {}
    queueMicrotask(fn)
    return () => {}
  },
}

it('waits for all output of a git, however late it is read', async () => {
  const request = { command: '/bin/echo', args: ['hello'], env: {}, cwd: '/', timeoutMs: 60_000, maxBytes: 1e6 }
  const answers = await Promise.all(Array.from({ length: 40 }, () => runChild({ ...request, clock: hurriedClock })))
  expect(answers.map(({ stdout }) => stdout.toString())).toEqual(Array.from({ length: 40 }, () => 'hello\n'))
})
