// How long a process stands still while it starts a child.
import { spawn } from 'node:child_process'

const times = 40

/** Milliseconds that each of some calls of `spawn` took. The children do nothing. */
export async function spawnCost() {
  const ms = []
  for (let at = 0; at < times; at++) {
    const startedAtMs = performance.now()
    const child = spawn('true', [], { stdio: ['ignore', 'pipe', 'pipe'] })
    ms.push(performance.now() - startedAtMs)
    await new Promise((resolve) => child.once('close', resolve))
  }
  return { ms }
}
