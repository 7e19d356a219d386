import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import { encodePath } from '../../core/repo/repo-path'
import { guardPlaces } from './guard-folder'

/** What one Spark prompt may pass with, once. */
export interface Pass {
  readonly for:
    | { readonly kind: 'session'; readonly sessionId: string }
    /** The originator of a session that Firebreak starts itself. */
    | { readonly kind: 'launch'; readonly originator: string }
    /** The next session in the work tree, whoever starts it. */
    | { readonly kind: 'repo' }
  /** What the trace says. */
  readonly why: 'commit-and-let-through' | 'let-through' | 'start-by-hand' | 'started-here'
  /** The work tree; empty where the session is enough. */
  readonly top: string
  readonly lastsMs: number
}

/** For a prompt that is sent again right away. */
export const passLastsMs = 10 * 60_000

/** One-time passes of the guard. */
export interface Passes {
  /** Answers its id, or null where it could not be written: then the guard decides as ever. */
  give(pass: Pass): Promise<string | null>
  withdraw(id: string): Promise<void>
  /** Forgets those that were used or are over. */
  sweep(): Promise<void>
}

export function createPasses({ home, clock }: { readonly home: string; readonly clock: Clock }): Passes {
  const { passes } = guardPlaces(home)
  const withdraw = async (id: string): Promise<void> => {
    await rm(join(passes, id), { force: true })
    await rm(join(passes, `${id}.used`), { force: true })
  }
  return {
    async give({ for: whom, why, top, lastsMs }) {
      const id = randomUUID()
      const name =
        whom.kind === 'session'
          ? `session ${whom.sessionId}`
          : whom.kind === 'launch'
            ? `launch ${whom.originator}`
            : 'repo'
      const head = `until ${Math.ceil((clock.now() + lastsMs) / 1000)}\nfor ${name}\nkind ${why}\n`
      try {
        await mkdir(passes, { recursive: true, mode: 0o700 })
        const temporary = join(passes, `.${id}.tmp`)
        await writeFile(temporary, Buffer.concat([Buffer.from(head), encodePath(top), Buffer.from('\n')]), {
          mode: 0o600,
        })
        await rename(temporary, join(passes, id))
        return id
      } catch {
        return null
      }
    },
    withdraw,
    async sweep() {
      const names: readonly string[] = await readdir(passes).catch(() => [])
      for (const name of names) {
        if (name.endsWith('.used')) continue
        const text = await readFile(join(passes, name), 'utf8').catch(() => '')
        const untilSec = Number(/^until (\d+)\n/.exec(text)?.[1] ?? 0)
        if (names.includes(`${name}.used`) || untilSec * 1000 <= clock.now()) await withdraw(name)
      }
    },
  }
}
