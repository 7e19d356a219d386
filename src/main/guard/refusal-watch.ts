import type { GuardInfo } from '../../core/app/guard'
import { createCoalescer } from '../../core/coalesce'
import type { Cancel, Clock } from '../../core/clock'
import { canBeCommitted, type Refusal, refusalWords } from '../../core/guard/refusal'
import { displayName } from '../../core/words/display-name'
import { guardPlaces } from '../../services/guard/guard-folder'
import { readRefusals, readSettled } from '../../services/guard/refusals'
import { watchFolder } from '../../services/watch-folder'
import type { Shell } from '../shell-port'

interface Deps {
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly clock: Clock
  readonly shell: Pick<Shell, 'notify' | 'openWindow'>
  readonly tell: (guard: Partial<GuardInfo>) => void
  readonly commitAndLetThrough: (refusalId: string) => Promise<void>
}

/** As many as `guard status` lists. */
const mostShown = 10

/** Every refusal of the guard is said by the desktop as it happens: Codex itself may say nothing at all. */
export function createRefusalWatch({ home, clock, shell, tell, commitAndLetThrough }: Deps) {
  const known = new Set<string>()
  let stopWatch: Cancel | null = null
  let stopped = false

  const readNew = async (): Promise<void> => {
    const refusals = await readRefusals(home, mostShown)
    if (stopped) return
    const fresh = refusals.filter(({ id }) => !known.has(id))
    if (fresh.length === 0) return
    for (const { id } of fresh) known.add(id)
    tell({ refusals })
    for (const refusal of fresh.toReversed()) say(refusal)
  }
  const readSoon = createCoalescer({ clock, quietMs: 30, maxWaitMs: 300, work: readNew })

  const say = (refusal: Refusal): void => {
    const folder = refusal.top || refusal.cwd
    const name = displayName(folder.slice(folder.lastIndexOf('/') + 1) || folder)
    const commit = { label: 'Commit and let through', press: () => void commitAndLetThrough(refusal.id) }
    shell.notify(
      `Spark prompt refused in ${name}`,
      refusalWords(refusal),
      () => shell.openWindow({ view: 'home' }, { focus: true }),
      canBeCommitted(refusal) ? commit : undefined,
    )
  }

  return {
    /** Those of an earlier time are listed, and not said again. */
    async readFirst(): Promise<void> {
      const refusals = await readRefusals(home, mostShown)
      for (const { id } of refusals) known.add(id)
      tell({ refusals, settled: await readSettled(home, refusals) })
    },
    begin(): void {
      if (stopWatch !== null || stopped) return
      stopWatch = watchFolder({ folder: guardPlaces(home).refusals, clock, onHint: () => readSoon.notify() })
      readSoon.notify()
    },
    stop(): void {
      stopped = true
      stopWatch?.()
      readSoon.stop()
    },
  }
}
