import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { errnoOf, orFault } from '../fault'
import { onDisk, splitNul, type RawPath } from '../raw-path'
import type { Store } from '../store'
import type { IndexPaths } from './index-paths'

/** What attributes and settings may do between git's objects and the files of a work tree. */
export interface Conversions {
  /** Something may change line endings or `$Id$`, which never leaves the length of a file as it was. */
  readonly mayChangeLength: boolean
  /** Whether a filter or an encoding applies to a path, which may leave its length as it was. Null where there is none. */
  readonly mayChangeContent: ((path: RawPath) => boolean) | null
}

const lengthAttributes = /\b(text|eol|crlf|ident)\b/
const contentAttributes = /\b(filter|working-tree-encoding)\b/
const systemFile = '/etc/gitattributes'

/**
 * Looks for what converts files, wherever git reads it from. To which paths it applies is git's answer; where nothing of
 * the kind is written anywhere, git is not asked. `attributeFiles` are those of the work tree.
 */
export async function findConversions(
  store: Pick<Store, 'git' | 'layout'>,
  paths: IndexPaths,
  attributeFiles: readonly RawPath[],
): Promise<Conversions> {
  const { layout } = store
  const settings = await readSettings(store)
  const texts = [
    ...attributeFiles.map((path) => onDisk(layout.top, path)),
    join(layout.commonDir, 'info', 'attributes'),
    settings.get('core.attributesfile') ?? defaultUserFile(),
  ].map(readText)
  const system = readText(systemFile)
  const isWritten = (attributes: RegExp) => [...texts, system].some((text) => attributes.test(text))
  const mayChangeLength = settings.has('core.autocrlf') || settings.has('core.eol') || isWritten(lengthAttributes)
  // Hardened git leaves the system's own file out, so it cannot say to which paths that one applies.
  if (contentAttributes.test(system)) return { mayChangeLength, mayChangeContent: () => true }
  if (!isWritten(contentAttributes)) return { mayChangeLength, mayChangeContent: null }
  const converted = await askWhich(store, paths)
  return { mayChangeLength, mayChangeContent: (path) => converted.has(path) }
}

async function askWhich({ git, layout }: Pick<Store, 'git' | 'layout'>, paths: IndexPaths) {
  const input = Buffer.from(
    paths
      .all()
      .map((path) => `${path}\0`)
      .join(''),
    'latin1',
  )
  const converted = new Set<RawPath>()
  // By the attributes on disk, and by those in the index: a file may have been written before they were edited.
  for (const flags of [[], ['--cached']]) {
    const args = ['check-attr', ...flags, '--stdin', '-z', 'filter', 'working-tree-encoding']
    const fields = splitNul(orFault(await git.run(args, { layout, input })).stdout)
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const value = fields[at + 2]
      if (value !== 'unspecified' && value !== 'unset') converted.add(fields[at] ?? '')
    }
  }
  return converted
}

/** What the repository and its user have set, by the key in lower case. */
async function readSettings({ git, layout }: Pick<Store, 'git' | 'layout'>): Promise<ReadonlyMap<string, string>> {
  const args = ['config', '-z', '--type=path', '--get-regexp', String.raw`^core\.(autocrlf|eol|attributesfile)$`]
  const answer = orFault(await git.run(args, { layout, okCodes: [0, 1] }))
  const settings = new Map<string, string>()
  for (const line of answer.stdout.toString('utf8').split('\0')) {
    const end = line.indexOf('\n')
    if (line !== '') settings.set(end < 0 ? line : line.slice(0, end), end < 0 ? '' : line.slice(end + 1))
  }
  return settings
}

function defaultUserFile(): string {
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'git', 'attributes')
}

function readText(file: string | Buffer): string {
  try {
    return readFileSync(file, 'latin1')
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return ''
  }
}
