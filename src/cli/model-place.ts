import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DescribedError } from '../core/errors/described-error'
import type { SwitchPlace } from '../core/lanes/switch-record'
import { err, ok, type Result } from '../core/result'
import { displayName } from '../core/words/display-name'

/** Where `--scope` writes: the top level of the work tree that holds a folder, found without git. */
export async function switchPlace(
  scope: 'user' | 'repository',
  folder: string,
): Promise<Result<SwitchPlace, DescribedError>> {
  if (scope === 'user') return ok({ kind: 'user' })
  for (let at = folder; ; at = dirname(at)) {
    if (await isThere(join(at, '.git'))) return ok({ kind: 'repository', top: at })
    if (dirname(at) === at) break
  }
  return err({
    code: 'not-a-repo',
    message: `${displayName(folder)} is not in a git repository.`,
    next: 'Give one with --repo, or set the model for everything.',
  })
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
