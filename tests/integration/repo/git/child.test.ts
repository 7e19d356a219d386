import { expect, it } from 'vitest'
import type { Clock } from '../../../../src/core/clock'
import { runChild } from '../../../../src/repo/git/child'

/** A machine so busy that short delays are over before anything else was served. */
const hurriedClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    if (delayMs <= 1_000) queueMicrotask(fn)
    return () => {}
  },
}

const request = {
  command: '/bin/sh',
  // The output comes when the process itself has ended already.
  args: ['-c', '(sleep 0.2; echo late) &'],
  env: { PATH: '/usr/bin:/bin' },
  cwd: '/',
  timeoutMs: 60_000,
  maxBytes: 1_000_000,
  clock: hurriedClock,
}

it('answers with all output of a git, however late it is read', async () => {
  expect((await runChild(request)).stdout.toString()).toBe('late\n')
})

it('does not wait for what a hook left running', async () => {
  expect((await runChild({ ...request, keepTail: true })).stdout.toString()).toBe('')
})
