import { Buffer } from 'node:buffer'
import type { RepoError } from '../../core/repo/repo-status'
import { orFault, StoreFault } from './fault'
import type { ObjectId } from './loose-object'
import type { Quarantine } from './quarantine'
import { splitNul, type RawPath } from './raw-path'
import type { Store } from './store'
import type { EntryAt } from './tree-format'

/** What a scan wants in the tree; asked again for every path that moved while it was being read. */
export interface ScanRequest {
  readonly paths: ReadonlySet<RawPath>
  /** What is probably there: git compares it with the disk, and writes only what differs. */
  readonly expected?: ReadonlyMap<RawPath, EntryAt>
  /** Looks at a path again; false when it is no readable regular file or symlink any more. */
  lookAgain(path: RawPath): boolean
  /** Files whose time is another one than at the last look; `recent` leaves those out that had been quiet for seconds. */
  changedSinceLook(among: 'recent' | 'all'): Promise<readonly RawPath[]>
}

export interface ScanResult {
  /** Read by git, but still changing after the last round. */
  readonly keepChanging: readonly RawPath[]
  /** Changed under git's hands each time, so git could not read them at all. */
  readonly unread: readonly RawPath[]
  /** Names that git refuses to store, such as a symlink called `.gitmodules`. */
  readonly refused: readonly RawPath[]
}

const rounds = 6
const failuresAllowed = 20
const manyFiles = 200
const timeoutMs = 600_000

/** The tree of the store's own index. */
export async function writeIndexTree(store: Store, quarantine: Quarantine): Promise<ObjectId> {
  const { stdout } = orFault(await store.git.run(['write-tree'], placeOf(store, quarantine)))
  return stdout.toString('latin1').trim()
}

/** What the store's own index has at each path. */
export async function listIndexEntries(store: Store, quarantine: Quarantine): Promise<ReadonlyMap<RawPath, EntryAt>> {
  const { stdout } = orFault(await store.git.run(['ls-files', '-s', '-z'], placeOf(store, quarantine)))
  const entries = new Map<RawPath, EntryAt>()
  for (const line of splitNul(stdout)) {
    // "100644 <id> 0\t<path>"
    entries.set(line.slice(50), { mode: Number.parseInt(line.slice(0, 6), 8), id: line.slice(7, 47) })
  }
  return entries
}

/**
 * Takes what kept changing out of the store's own index. What is known of it there may be older than the last write of the
 * same second, which a later scan would take for what is on disk.
 */
export async function forgetChanging(store: Store, quarantine: Quarantine, paths: readonly RawPath[]): Promise<void> {
  if (paths.length === 0) return
  const input = nulList(paths)
  orFault(
    await store.git.run(['update-index', '--force-remove', '-z', '--stdin'], { ...placeOf(store, quarantine), input }),
  )
}

/**
 * Brings the store's own index up to date with the disk. The private git directory is in force, so
 * git reads raw bytes and skips what did not change since the last scan by size and time.
 */
export async function scanWithIndex(store: Store, quarantine: Quarantine, request: ScanRequest): Promise<ScanResult> {
  const place = placeOf(store, quarantine)
  const run = async (args: readonly string[], paths: readonly RawPath[] = []) =>
    store.git.run(args, {
      ...place,
      ...(paths.length === 0 ? {} : { input: nulList(paths) }),
      config: configFor(paths),
    })

  // git leaves the old entry where it refuses a new one, so it is not even asked.
  const byHand = [...request.paths].filter(mayBeRefused)
  const wanted = new Set(request.paths)
  for (const path of byHand) wanted.delete(path)
  const unread: RawPath[] = []
  let ignoredByGit = false

  const remove = async (paths: readonly RawPath[]) => {
    if (paths.length > 0) orFault(await run(['update-index', '--force-remove', '-z', '--stdin'], paths))
  }
  const add = async (paths: readonly RawPath[]) => {
    let todo = paths
    for (let failures = 0; todo.length > 0; failures++) {
      const answer = await run(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], todo)
      if (answer.ok) {
        ignoredByGit ||= /^Ignoring path /m.test(answer.value.stderr)
        return
      }
      if (failures >= failuresAllowed) throw new StoreFault(answer.error)
      await quarantine.unlock()
      const hot = wasKilled(answer.error)
        ? await request.changedSinceLook('all')
        : [pathThatStopped(answer.error, todo, store.folder)]
      // It vanished or became something else between our look and git's: that is an answer too.
      for (const path of hot) if (request.lookAgain(path)) unread.push(path)
      for (const path of hot) wanted.delete(path)
      todo = todo.filter((path) => wanted.has(path))
      await remove(hot)
    }
  }

  const before = splitNul(orFault(await run(['ls-files', '-z'])).stdout)
  await remove(before.filter((path) => !wanted.has(path)))
  const known = new Set(before)
  for (const path of await compareExpected(run, request.expected ?? new Map(), known)) known.add(path)
  // What is known already shows up among the differing ones if it changed.
  let todo: readonly RawPath[] = [...wanted].filter((path) => !known.has(path))
  for (let round = 1; ; round++) {
    await add(todo)
    const differing = await run(['diff-files', '-z', '--name-only'])
    if (!differing.ok && !wasKilled(differing.error)) throw new StoreFault(differing.error)
    const stale = new Set(differing.ok ? splitNul(differing.value.stdout) : await request.changedSinceLook('all'))
    // git compares whole seconds, so that a second write of the same size within one may look like none: what changed
    // by the finer time is taken out of the index, and so read again.
    const changed = await request.changedSinceLook('recent')
    for (const path of changed) stale.add(path)
    const gone = [...stale].filter((path) => !request.lookAgain(path))
    await remove(gone)
    for (const path of gone) stale.delete(path)
    todo = [...stale]
    if (todo.length === 0 || round === rounds) break
    await remove(changed.filter((path) => stale.has(path)))
  }

  const refused = ignoredByGit
    ? await missingFrom(wanted, async () => orFault(await run(['ls-files', '-z'])).stdout)
    : []
  return { keepChanging: todo, unread, refused: [...byHand, ...refused] }
}

type Run = (args: readonly string[], paths?: readonly RawPath[]) => ReturnType<Store['git']['run']>

/** Has git compare what is expected with the disk, without writing anything; the answer is the paths of it. */
async function compareExpected(
  run: Run,
  expected: ReadonlyMap<RawPath, EntryAt>,
  known: ReadonlySet<RawPath>,
): Promise<readonly RawPath[]> {
  const added = [...expected].filter(([path]) => !known.has(path))
  if (added.length === 0) return []
  const lines = added.map(([path, { mode, id }]) => `${mode.toString(8)} ${id}\t${path}`)
  orFault(await run(['update-index', '-z', '--index-info'], lines))
  // Exit code 1: some differ. A git that was stopped by a file that shrank leaves the rest to be read.
  const compared = await run(['update-index', '-q', '--refresh'])
  if (!compared.ok && !wasKilled(compared.error) && !isFailure(compared.error, 1)) throw new StoreFault(compared.error)
  return added.map(([path]) => path)
}

function isFailure(error: RepoError, code: number): boolean {
  return error.kind === 'git-failed' && error.code === code
}

function placeOf(store: Store, quarantine: Quarantine) {
  return { gitDir: store.gitDir, workTree: store.layout.top, extraEnv: quarantine.env, timeoutMs }
}

/** `.git` in any case, and `.gitmodules` when it is a symlink. */
function mayBeRefused(path: RawPath): boolean {
  return /(?:^|\/)\.git(?:\/|$)|(?:^|\/)\.gitmodules$/i.test(path)
}

/** Many files together go into one pack, which is far quicker than a file for each; a few are kept loose. */
function configFor(paths: readonly RawPath[]): readonly string[] {
  return paths.length > manyFiles ? ['core.bigFileThreshold=1'] : []
}

async function missingFrom(wanted: ReadonlySet<RawPath>, list: () => Promise<Buffer>): Promise<RawPath[]> {
  const stored = new Set(splitNul(await list()))
  return [...wanted].filter((path) => !stored.has(path))
}

/** git maps larger files into its memory, and a file that shrinks meanwhile ends it with SIGBUS. */
function wasKilled(error: RepoError): boolean {
  const byUs = new Set(['cancelled', 'too-much-output'])
  return error.kind === 'git-failed' && error.code === null && !byUs.has(error.stderr)
}

/**
 * git gives up a whole run when one file shrinks while it is read ("short read") or cannot be opened. Names it, or
 * throws what else went wrong.
 */
function pathThatStopped(error: RepoError, fed: readonly RawPath[], storePath: string): RawPath {
  if (error.kind !== 'git-failed') throw new StoreFault(error)
  if (/No space left|Disk quota exceeded|Out of diskspace/.test(error.stderr))
    throw new StoreFault({ kind: 'no-space', path: storePath })
  if (/insufficient permission for adding|Read-only file system/.test(error.stderr)) {
    throw new StoreFault({ kind: 'read-only', path: storePath })
  }
  const named = /^fatal: (?:Unable to process path |failed to read \d+ bytes from ')([\s\S]*?)'?\n$/m.exec(
    error.stderr,
  )?.[1]
  const stopped = named === undefined ? undefined : fed.find((path) => asGitSays(path) === named)
  if (stopped === undefined) throw new StoreFault(error)
  return stopped
}

/** git replaces control characters in what it says, tabs and newlines excepted. */
function asGitSays(path: RawPath): string {
  const said = path
    .split('')
    .map((byte) => (isControl(byte) ? '?' : byte))
    .join('')
  return Buffer.from(said, 'latin1').toString('utf8')
}

function isControl(byte: string): boolean {
  return (byte < ' ' && byte !== '\t' && byte !== '\n') || byte === '\u007f'
}

function nulList(paths: readonly RawPath[]): Buffer {
  return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1')
}

/** Whether an error says that the store's own index cannot be used, so that a scan from scratch may help. */
export function isBrokenIndex(thrown: unknown): boolean {
  return (
    thrown instanceof StoreFault &&
    thrown.error.kind === 'git-failed' &&
    /index file (corrupt|smaller)|bad (index|signature)|invalid object|index uses|unable to (map|read) index/i.test(
      thrown.error.stderr,
    )
  )
}
