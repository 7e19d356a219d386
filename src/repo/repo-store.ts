import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointError } from '../core/checkpoint/checkpoint'
import type { RepoError } from '../core/repo/repo-status'
import { ok, type Result } from '../core/result'
import { type CaptureRules, defaultCaptureLimits, limitsOf } from './checkpoint/capture-limits'
import { openStore, type Store, type StoreDeps } from './checkpoint/store'
import { storeFolder } from './checkpoint/store-folder'

type Failure = CheckpointError | RepoError

/** The checkpoint store of one served repository, opened when it is first needed. */
export interface RepoStore {
  /** Makes the store when there is none; also again when somebody deleted it meanwhile. */
  open(): Promise<Result<Store, Failure>>
  /** Null when there is no store; none is made by looking. */
  find(): Promise<Result<Store | null, Failure>>
  /** Holds for all later captures. */
  captureRules(rules: CaptureRules): void
}

export function createRepoStore(deps: Omit<StoreDeps, 'limits'>): RepoStore {
  let limits = defaultCaptureLimits
  // The last file that is made: with it the folder is a store.
  const mark = join(storeFolder(deps.firebreakHome, deps.layout.repoId), 'store.git', 'HEAD')
  let opening: Promise<Result<Store, Failure>> | null = null

  const open = async (): Promise<Result<Store, Failure>> => {
    if (opening !== null) {
      const opened = await opening
      if (!opened.ok || existsSync(mark)) return opened
    }
    const mine = openStore({ ...deps, limits: () => limits })
    opening = mine
    const store = await mine
    // A full or read-only disk may be well again at the next attempt.
    if (!store.ok && opening === mine) opening = null
    return store
  }

  return {
    open,
    find: async () => (existsSync(mark) ? open() : ok(null)),
    captureRules(rules) {
      limits = limitsOf(rules)
    },
  }
}
