import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Checkpoint, Uncaptured } from '../../../../src/core/checkpoint/checkpoint'
import type { RestoreOutcome } from '../../../../src/core/checkpoint/restore'
import { decodePath, type RepoPath } from '../../../../src/core/repo/repo-path'
import { previewRestore } from '../../../../src/repo/checkpoint/restore/preview'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import type { Store } from '../../../../src/repo/checkpoint/store'
import { createTempDir, createTempRepo, openTempRepo, type TempRepo } from '../../../support/temp-repo'
import { fsck, leftovers, listingOf, openBed, take, type CheckpointBed } from '../checkpoint-bed'

/** A state a repository can be in: how it comes about, and how somebody ruins it. */
export interface RepoCase {
  readonly name: string
  /** Files of a first commit. */
  readonly files?: Readonly<Record<string, string>>
  readonly objectFormat?: 'sha1' | 'sha256'
  /** Where the repository is not one of its own folder, such as a clone. */
  readonly open?: () => TempRepo
  /** What was done before a first checkpoint, on top of which the change checkpoint is. */
  readonly before?: (repo: TempRepo) => void
  readonly edit?: (repo: TempRepo) => void
  /** Everything gone and something else there, unless given. */
  readonly wreck?: (repo: TempRepo) => void
  readonly uncaptured?: readonly Uncaptured[]
  /** Folders of repositories inside, whose indexes come back too. */
  readonly inside?: readonly string[]
  /** Paths that no checkpoint holds and the wreck leaves as they are, by their beginning. */
  readonly leftAlone?: (path: string) => boolean
  /** What else there is to ask when it was captured, and when it is back. */
  readonly captured?: Asked<[repo: TempRepo, checkpoint: Checkpoint, bed: CheckpointBed]>
  readonly back?: Asked<[repo: TempRepo]>
  /** Only a full checkpoint makes sense, as nothing in the work tree changes. */
  readonly fullOnly?: boolean
}

interface Asked<T extends readonly unknown[]> {
  readonly ask: (...args: T) => unknown
  readonly answer: unknown
}

/** The cases of which a change checkpoint makes sense too. */
export function withChanges(cases: readonly RepoCase[]): readonly RepoCase[] {
  return cases.filter(({ fullOnly }) => fullOnly !== true)
}

export function caseRepo(options: Parameters<typeof createTempRepo>[0] = {}): TempRepo {
  const repo = createTempRepo(options)
  onTestFinished(() => repo.cleanup())
  return repo
}

export function caseFolder(name: string): string {
  const folder = createTempDir(name)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function caseBed(repo: TempRepo, home?: string): Promise<CheckpointBed> {
  const bed = await openBed(repo, home === undefined ? {} : { home })
  onTestFinished(() => bed.cleanup())
  return bed
}

/** Runs a script in the repository, with bash. */
export function sh(repo: TempRepo, script: string): string {
  return execFileSync('bash', ['-euc', script], { cwd: repo.path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Restores everything, agreeing to whatever the preview says. */
export async function restoreAll(store: Store, checkpointId: string): Promise<RestoreOutcome> {
  const preview = take(await previewRestore(store, { checkpointId, paths: null }))
  const outcome = take(
    await restore(store, {
      checkpointId,
      paths: null,
      seen: preview.seen,
      confirmedDeletions: preview.delete.length,
    }),
  )
  expect([outcome.restored, outcome.deleted]).toEqual([preview.write, preview.delete])
  return outcome
}

/** Deletes all that is not git's and puts something else there, staged and not. */
function wreckAll(repo: TempRepo): void {
  sh(
    repo,
    `find . -mindepth 1 -maxdepth 1 -not -name .git -exec rm -rf {} +
     mkdir -p new/deep; echo junk > new/deep/junk; ln -s /etc junk-link; mkdir junk-empty; echo staged > staged-junk`,
  )
  repo.git('-c', 'core.autocrlf=false', 'add', 'staged-junk')
}

/**
 * Captures, wrecks and restores; nothing may differ by a byte. The restore to a full checkpoint is undone and redone too,
 * which goes the same way whatever the target was.
 */
export async function prove(one: RepoCase, kind: 'full' | 'change'): Promise<'exact'> {
  const repo =
    one.open?.() ??
    caseRepo({
      ...(one.files === undefined ? {} : { files: one.files }),
      ...(one.objectFormat === undefined ? {} : { objectFormat: one.objectFormat }),
    })
  one.before?.(repo)
  const bed = await caseBed(repo)
  const start = { ...listingOf(repo.path), ...folderModes(repo) }
  if (kind === 'change') await bed.full()
  one.edit?.(repo)
  const untouched = gitFilesOf(repo)
  const checkpoint =
    kind === 'full'
      ? await bed.full()
      : await bed.change(...changedPaths(start, { ...listingOf(repo.path), ...folderModes(repo) }))
  expect(gitFilesOf(repo)).toEqual(untouched)
  // Asked only now, as the user's own git may write objects to read an index.
  const then = stateOf(repo, one)
  expect(checkpoint.uncaptured).toEqual(one.uncaptured ?? [])
  expect(kind === 'full' ? await one.captured?.ask(repo, checkpoint, bed) : undefined).toEqual(
    kind === 'full' ? one.captured?.answer : undefined,
  )
  const { manifest } = await bed.store.record(checkpoint.id)
  // An index may be carried over from before; then it is no part of the restore.
  const withIndex = manifest.gitIndex !== 'inherited'
  expect(withIndex || kind === 'change').toBe(true)

  ;(one.wreck ?? wreckAll)(repo)
  const wrecked = stateOf(repo, one)
  const outcome = await restoreAll(bed.store, checkpoint.id)
  expect(outcome.conflicts).toEqual([])
  const back = stateOf(repo, one)
  expect({ ...back, indexes: withIndex ? back.indexes : [] }).toEqual({
    ...then,
    indexes: withIndex ? then.indexes : [],
  })
  expect(await one.back?.ask(repo)).toEqual(one.back?.answer)

  if (kind === 'change') return 'exact'
  expect(take(await undoRestore(bed.store)).conflicts).toEqual([])
  expect(stateOf(repo, one)).toEqual(wrecked)
  expect(take(await undoRestore(bed.store)).conflicts).toEqual([])
  expect(stateOf(repo, one)).toEqual(back)
  expect(fsck(bed.store)).toBe('')
  expect(leftovers(bed.store)).toEqual([])
  return 'exact'
}

/** Files with their bytes, modes and links, empty folders, the stages of the index, and its very bytes. */
function stateOf(repo: TempRepo, one: RepoCase) {
  const isMeant = ([path]: readonly [string, string]) => one.leftAlone?.(path) !== true
  return {
    files: Object.fromEntries(Object.entries(listingOf(repo.path)).filter(isMeant)),
    folders: foldersOf(repo).filter((line) => isMeant([`${line.slice(line.indexOf(' ') + 3)}/`, ''])),
    indexes: ['.', ...(one.inside ?? [])]
      .filter((folder) => existsSync(join(repo.path, folder, '.git')))
      .map((folder) => {
        const inner = folder === '.' ? repo : openTempRepo(join(repo.path, folder))
        const file = join(inner.gitDir(), 'index')
        return {
          folder,
          stages: inner.git('ls-files', '--stage', '-t', '-z'),
          bytes: existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null,
        }
      }),
  }
}

/** "<mode> ./<path>" of each folder below the top. */
function foldersOf(repo: TempRepo): readonly string[] {
  const find = ['.', '-mindepth', '1', '-name', '.git', '-prune', '-o', '-type', 'd', '-printf', '%m %p\\0']
  const listed = execFileSync('find', find, { cwd: repo.path, encoding: 'latin1' })
  return listed.split('\0').toSorted()
}

function folderModes(repo: TempRepo): Readonly<Record<string, string>> {
  return Object.fromEntries(
    foldersOf(repo).flatMap((line) => {
      const [, mode, path] = /^(\d+) \.\/([^]*)$/.exec(line) ?? []
      return mode === undefined || path === undefined ? [] : [[path, `folder ${mode}`]]
    }),
  )
}

/** Every byte of every git directory that belongs to the repository, and of those inside. */
function gitFilesOf(repo: TempRepo) {
  const common = repo.git('rev-parse', '--path-format=absolute', '--git-common-dir').trim()
  return [repo.path, repo.gitDir(), common].map((folder) => listingOf(folder, { withGit: true }))
}

/** What a watcher would name: the paths that are other ones now, and the folders above. */
function changedPaths(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): RepoPath[] {
  const differing = [...Object.keys(before), ...Object.keys(after)].filter((path) => before[path] !== after[path])
  const paths = new Set<string>()
  for (const path of differing) {
    const parts = path.split('/')
    for (let n = 1; n <= parts.length; n++) {
      const part = parts.slice(0, n).join('/')
      const isNew = !Object.keys(before).some((one) => one === part || one.startsWith(`${part}/`))
      if (n === parts.length || isNew) paths.add(part)
    }
  }
  return [...paths].map((path) => decodePath(Buffer.from(path, 'latin1')))
}

/** Names of the objects that a checkpoint pins for the index. */
export async function pinnedOf(bed: CheckpointBed, checkpoint: Checkpoint): Promise<readonly string[]> {
  const { gitFiles } = await bed.store.record(checkpoint.id)
  const entries = gitFiles === null ? [] : await bed.store.objects.readTree(gitFiles)
  const pinned = entries.find(({ name }) => name === 'pinned')
  return pinned === undefined ? [] : (await bed.store.objects.readTree(pinned.id)).map(({ name }) => name)
}
