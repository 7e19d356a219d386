import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../src/core/clock'
import { findCodex } from '../../src/services/codex/find-codex'
import { createSupervisor, type Supervisor } from '../../src/services/codex/supervisor'
import { systemClock } from '../../src/services/system-clock'
import { createTempDir } from './temp-repo'

/** A supervisor on one of `tests/fixtures/app-server-stubs`, in a Codex home of its own. */
export interface StubAppServer {
  readonly supervisor: Supervisor
  /** What the stub has written so far: methods it got, `start <pid>` and words of its own. */
  log(): readonly string[]
  /** The process ids it named after `word`. */
  pids(word: 'start' | 'child'): readonly number[]
  close(): Promise<void>
}

export function stubPath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/app-server-stubs/${name}.mjs`, import.meta.url))
}

/** Nothing is started before the first use. `clock` is for time limits and back-off only. */
export function createStubAppServer(name: string, clock: Clock): StubAppServer {
  const codexHome = createTempDir('stub-app-server')
  const env = { PATH: process.env['PATH'], HOME: codexHome, CODEX_HOME: codexHome, FIREBREAK_CODEX: stubPath(name) }
  const supervisor = createSupervisor({
    find: () => findCodex({ env, homeFolder: codexHome, setting: null, clock: systemClock }),
    env,
    codexHome,
    appVersion: '0.1.0',
    clock,
  })
  const log = (): readonly string[] => {
    const file = join(codexHome, 'stub.log')
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  }
  return {
    supervisor,
    log,
    pids: (word) => log().flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.split(' ')[1])] : [])),
    async close() {
      await supervisor.stop()
      rmSync(codexHome, { recursive: true, force: true })
    },
  }
}

/** Whether a process is there (a zombie that nobody has waited for counts as gone). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
