import { join } from 'node:path'
import type { DescribedError } from '../core/errors/described-error'
import { describeError } from '../core/errors/describe-error'
import { err, ok, type Result } from '../core/result'
import { limitsOf } from '../repo/checkpoint/capture-limits'
import { listerAt } from '../repo/checkpoint/large/list-natively'
import { openStore, type Store } from '../repo/checkpoint/store'
import { readStoreMeta, storeFolder } from '../repo/checkpoint/store-folder'
import { prepareHome, settingsNow } from './home'
import type { CliRepo } from './open-repo'
import type { CliContext } from './verb'

// Without it a checkpoint only takes longer, which is no news for who reads this command's output.
const findLister = listerAt(join(import.meta.dirname, '../native/list-folders.node'), () => {})

/** The checkpoint store of a repository, made at first. */
export async function openCheckpoints(repo: CliRepo, context: CliContext): Promise<Result<Store, DescribedError>> {
  const problem = await prepareHome(context.home)
  return problem === null ? open(repo, context) : err(problem)
}

/** The same for a verb that only reads: null where there are no checkpoints yet, and nothing is made. */
export async function findCheckpoints(
  repo: CliRepo,
  context: CliContext,
): Promise<Result<Store | null, DescribedError>> {
  const meta = await readStoreMeta(storeFolder(context.home, repo.layout.repoId))
  return meta === null ? ok(null) : open(repo, context)
}

async function open(repo: CliRepo, { home, clock }: CliContext): Promise<Result<Store, DescribedError>> {
  const { settings } = await settingsNow(home)
  const { ignoredFileBytes, ignoredTotalBytes, leaveOut } = settings.checkpoints
  const limits = limitsOf({ ignoredFileBytes, ignoredTotalBytes, leaveOut: leaveOut[repo.layout.repoId] ?? [] })
  const store = await openStore({
    firebreakHome: home,
    layout: repo.layout,
    git: repo.runner,
    clock,
    limits: () => limits,
    findLister,
  })
  return store.ok ? store : err(describeError(store.error))
}
