import { rmSync } from 'node:fs'
import type { Checkpoint } from '../../src/core/checkpoint/checkpoint'
import type { FileDiff } from '../../src/core/diff/file-diff'
import { hunkLines } from '../../src/core/diff/hunk-lines'
import type { Result } from '../../src/core/result'
import { createRepoHost, type RepoHost } from '../../src/main/repo/repo-host'
import { repoIdOf } from '../../src/services/repo-id'
import { systemClock } from '../../src/services/system-clock'
import type { RepoFact } from '../../src/shared/repo-facts'
import { deafTo } from './deaf-to'
import { createDiffWindow, type DiffWindow } from './diff-window'
import { createInProcessRepo, type InProcessRepo } from './in-process-repo'
import { createTempDir, createTempRepo, type TempRepo } from './temp-repo'

type FactOf<T extends RepoFact['type']> = Extract<RepoFact, { type: T }>

/** A repository served by the repo process, reached as main reaches it. */
export interface RepoBed {
  readonly repo: TempRepo
  readonly repoId: string
  readonly home: string
  readonly host: RepoHost
  readonly process: InProcessRepo
  readonly facts: readonly RepoFact[]
  open(): Promise<void>
  begin(sessionId?: string): Promise<Checkpoint>
  diff(): Promise<DiffWindow>
  /** The first fact of a type that fits, past or to come. */
  fact<T extends RepoFact['type']>(type: T, fits?: (fact: FactOf<T>) => boolean): Promise<FactOf<T>>
  cleanup(): Promise<void>
}

export async function createRepoBed(
  options: {
    readonly files?: Readonly<Record<string, string>>
    readonly home?: string
    readonly repo?: TempRepo
    readonly gitPath?: string
    /** Nothing that happens in the work tree is heard, only what happens in the git directory. */
    readonly deaf?: boolean
  } = {},
): Promise<RepoBed> {
  const repo = options.repo ?? createTempRepo({ files: options.files ?? { 'a.txt': 'one\ntwo\nthree\n' } })
  const home = options.home ?? createTempDir('home')
  const repoId = await repoIdOf(repo.path)
  const process = createInProcessRepo({
    firebreakHome: home,
    ...(options.gitPath === undefined ? {} : { gitPath: options.gitPath }),
    ...(options.deaf === true ? { watching: deafTo(repo.path) } : {}),
  })
  const host = createRepoHost({ connect: process.connect, clock: systemClock })
  const facts: RepoFact[] = []
  const listeners = new Set<() => void>()
  const windows: DiffWindow[] = []
  host.onFact((fact) => {
    facts.push(fact)
    for (const listener of listeners) listener()
  })

  return {
    repo,
    repoId,
    home,
    host,
    process,
    facts,
    open: async () => void take(await host.request({ type: 'open', repoId, folder: repo.path, consentedFilters: [] })),
    begin: async (sessionId = 's1') => take(await host.request({ type: 'begin-session', repoId, sessionId })),
    async diff() {
      const window = createDiffWindow()
      windows.push(window)
      take(await host.request({ type: 'attach-diff', repoId }, [window.port]))
      return window
    },
    fact(type, fits = () => true) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = facts.filter((fact): fact is FactOf<typeof type> => fact.type === type).find(fits)
          if (found === undefined) return
          clearTimeout(timer)
          listeners.delete(look)
          resolve(found)
        }
        const timer = setTimeout(() => {
          listeners.delete(look)
          reject(new Error(`no such ${type} among ${JSON.stringify(facts.map((fact) => fact.type))}`))
        }, 30_000)
        listeners.add(look)
        look()
      })
    },
    async cleanup() {
      for (const window of windows) window.close()
      await process.stop()
      host.dispose()
      repo.cleanup()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The value of an answer that must be one. */
export function take<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`unexpected error ${JSON.stringify(result.error)}`)
  return result.value
}

/** A diff as lines: `+added`, `-removed`, ` context`. */
export function linesOf(file: FileDiff | undefined): readonly string[] {
  if (file?.body.kind !== 'text') return [`(${file?.body.kind ?? 'no file'})`]
  const sign = { context: ' ', added: '+', removed: '-' }
  return file.body.hunks.flatMap((hunk) => hunkLines(hunk).map((line) => sign[line.kind] + line.text))
}
