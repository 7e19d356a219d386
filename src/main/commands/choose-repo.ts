import { describeRepoError } from '../../core/errors/describe-error'
import { err } from '../../core/result'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, refused } from '../command-error'
import type { FollowNewest } from '../follow-newest'
import type { Repositories } from '../repositories'
import type { Shell } from '../shell-port'

interface Deps {
  readonly store: AppStore
  readonly repositories: Repositories
  readonly shell: Shell
  readonly follow: Pick<FollowNewest, 'chosen'>
}

/** Makes one of the offered repositories the active one. */
export function createChooseRepo({ store, repositories, follow }: Deps) {
  return async ({ repoId }: { readonly repoId: string }): Promise<CommandResult> => {
    const known = store.state().knownRepos.find((repo) => repo.repoId === repoId)
    if (known === undefined)
      return refused('unknown-repo', 'This repository is not in the list any more.', 'Choose its folder.')
    return activate(repositories, follow, known.folder)
  }
}

/** Asks for a folder and makes its repository the active one. Giving no folder is no failure. */
export function createChooseFolder({ repositories, follow, shell }: Deps) {
  return async (): Promise<CommandResult> => {
    const folder = await shell.chooseFolder()
    return folder === null ? accepted : activate(repositories, follow, folder)
  }
}

async function activate(repositories: Repositories, follow: Deps['follow'], folder: string): Promise<CommandResult> {
  follow.chosen()
  const opened = await repositories.activate(folder)
  return opened.ok ? accepted : err(describeRepoError(opened.error))
}
