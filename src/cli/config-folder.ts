import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DescribedError } from '../core/errors/described-error'
import { describeRepoError } from '../core/errors/describe-error'
import type { ConfigOrigin } from '../core/codex/config-origin'
import { err, ok, type Result } from '../core/result'
import { displayName } from '../core/words/display-name'
import type { CliContext } from './verb'

/** The folder for which Codex's configuration is asked; it need not be a repository. */
export async function configFolder(
  wanted: string | undefined,
  { cwd }: CliContext,
): Promise<Result<string, DescribedError>> {
  const folder = resolve(cwd, wanted ?? '.')
  try {
    const real = await realpath(folder)
    if ((await stat(real)).isDirectory()) return ok(real)
    return err({
      code: 'usage',
      message: `${displayName(folder)} is not a folder.`,
      next: 'See firebreak model --help.',
    })
  } catch {
    return err(describeRepoError({ kind: 'folder-gone', path: folder }))
  }
}

/** Who decides the model instead of the user's own configuration; null when nobody does. */
export function overrideJson(origin: ConfigOrigin | null) {
  if (origin === null || origin.kind === 'user') return null
  const { kind, file } = origin
  return { kind, file, ...(kind === 'profile' ? { profile: origin.profile } : {}) }
}
