import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { encodePath, type RepoPath } from '../../core/repo/repo-path'
import { absolutePath } from '../absolute-path'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import type { FixedEnd } from './checkpoint-end'

/** `filter`: only its program knows. `git`: built into git (ident, another encoding). `none`: bytes are what they are. */
export type Conversion = 'none' | 'git' | 'filter'

/** What git does to a file's bytes between the work tree and a commit, by its attributes. */
export interface Conversions {
  of(path: RepoPath, head: Pick<FixedEnd, 'entry'>): Promise<Conversion>
  /** An attributes file changed. */
  forget(): void
}

const asked = ['filter', 'ident', 'working-tree-encoding']

/** Line endings are not asked for: they show in the bytes. Without any attributes file above a path no git is started. */
export function createConversions(runner: Pick<GitRunner, 'run'>, layout: RepoLayout): Conversions {
  const known = new Map<RepoPath, Conversion>()

  const hasRules = async (path: RepoPath, head: Pick<FixedEnd, 'entry'>): Promise<boolean> => {
    if (existsSync(join(layout.commonDir, 'info', 'attributes'))) return true
    for (let end = path.length; end >= 0; end = end === 0 ? -1 : Math.max(0, path.lastIndexOf('/', end - 1))) {
      const folder = path.slice(0, end)
      if (folder === path) continue
      const file = folder === '' ? '.gitattributes' : `${folder}/.gitattributes`
      if (existsSync(absolutePath(layout.top, file)) || (await head.entry(file).catch(() => null)) !== null) return true
    }
    return false
  }

  return {
    async of(path, head) {
      const cached = known.get(path)
      if (cached !== undefined) return cached
      const conversion = (await hasRules(path, head)) ? await ask(runner, layout, path) : 'none'
      known.set(path, conversion)
      return conversion
    },
    forget: () => known.clear(),
  }
}

async function ask(runner: Pick<GitRunner, 'run'>, layout: RepoLayout, path: RepoPath): Promise<Conversion> {
  const input = Buffer.concat([encodePath(path), Buffer.of(0)])
  const answer = await runner.run(['check-attr', '-z', '--stdin', ...asked], { layout, input })
  if (!answer.ok) return 'none'
  // "path NUL attribute NUL value NUL", once for each attribute.
  const fields = answer.value.stdout.toString('latin1').split('\0')
  const isSet = (attribute: string) =>
    fields.some(
      (field, at) => at % 3 === 1 && field === attribute && !/^(unspecified|unset)$/.test(fields[at + 1] ?? ''),
    )
  if (isSet('filter')) return 'filter'
  return isSet('ident') || isSet('working-tree-encoding') ? 'git' : 'none'
}
