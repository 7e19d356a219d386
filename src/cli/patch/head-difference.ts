import type { CheckpointId, Uncaptured } from '../../core/checkpoint/checkpoint'
import type { Details } from '../../core/checkpoint/manifest'
import type { Clock } from '../../core/clock'
import type { DescribedError } from '../../core/errors/described-error'
import { describeError } from '../../core/errors/describe-error'
import { splitAtNul } from '../../core/repo/parse-status'
import { coveringPath } from '../../core/repo/covering-path'
import { encodePath, type RepoPath } from '../../core/repo/repo-path'
import { err, ok, type Result } from '../../core/result'
import { attempt } from '../../repo/checkpoint/fault'
import { repoPath } from '../../repo/checkpoint/raw-path'
import type { Store } from '../../repo/checkpoint/store'
import type { EntryAt } from '../../repo/checkpoint/tree-format'
import { entriesBelow } from '../../repo/checkpoint/tree-walk'
import type { CatFile } from '../../repo/git/cat-file'
import { type CliRepo, statusOf } from '../open-repo'
import { storedEntry } from './checkpoint-difference'
import { committedEntry, readCommitTree } from './commit-tree'
import { diskEntry } from './disk-entry'
import { leaveOutUnknown } from './leave-out-unknown'
import { submoduleMode, type PathChange, type TreeDifference } from './path-change'

/**
 * How HEAD differs from the disk: the files that git calls changed, with their bytes as they are on both sides. Files
 * that git ignores are no part of it.
 */
export async function headAgainstDisk(
  repo: CliRepo,
  catFile: CatFile,
  clock: Clock,
): Promise<Result<TreeDifference, DescribedError>> {
  const status = await statusOf(repo)
  if (!status.ok) return status
  const tree = await readCommitTree(repo, status.value.head.commit)
  if (!tree.ok) return tree
  const paths = new Set<RepoPath>()
  for (const { path, from, status: kind } of status.value.files) {
    paths.add(path)
    if (from !== null && kind === 'renamed') paths.add(from)
  }
  const changes: PathChange[] = []
  const unknown: Uncaptured[] = []
  for (const path of [...paths].toSorted()) {
    // git lists a repository that lies in the work tree by itself as a folder.
    const name = path.endsWith('/') ? path.slice(0, -1) : path
    const now = await diskEntry(repo.layout.top, name, clock)
    if (now !== null && 'unknown' in now) unknown.push({ path: name, why: now.unknown })
    else changes.push({ path: name, old: committedEntry(catFile, tree.value.get(name) ?? null), new: now })
  }
  return ok(leaveOutUnknown(changes, unknown))
}

/** How HEAD differs from a checkpoint, which holds small ignored files too: those are left out. */
export async function headAgainstCheckpoint(
  repo: CliRepo,
  catFile: CatFile,
  store: Store,
  id: CheckpointId,
): Promise<Result<TreeDifference, DescribedError>> {
  const head = await repo.runner.run(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], {
    layout: repo.layout,
    okCodes: [0, 1],
  })
  if (!head.ok) return err(describeError(head.error))
  const tree = await readCommitTree(repo, head.value.stdout.toString('latin1').trim() || null)
  if (!tree.ok) return tree
  const captured = await attempt(store.folder, async () => {
    const { work, checkpoint, details } = await store.record(id)
    const entries = await entriesBelow(store.objects, work)
    const files = new Map<RepoPath, EntryAt>(entries.map(({ path, entry }) => [repoPath(path), entry]))
    return { checkpoint, files: asGitSees(files, details, tree.value) }
  })
  if (!captured.ok) return err(describeError(captured.error))
  const { checkpoint, files } = captured.value
  const added = [...files.keys()].filter((path) => !tree.value.has(path))
  const ignored = await ignoredAmong(repo, added)
  if (!ignored.ok) return ignored
  const changes = [...new Set([...tree.value.keys(), ...files.keys()])]
    .toSorted()
    .filter((path) => !ignored.value.has(path) && !isSame(tree.value.get(path), files.get(path)))
    .map((path) => ({
      path,
      old: committedEntry(catFile, tree.value.get(path) ?? null),
      new: storedEntry(store, files.get(path) ?? null),
    }))
  return ok(leaveOutUnknown(changes, checkpoint.uncaptured))
}

/** A commit holds a repository inside as its commit, unless it has the files themselves. */
function asGitSees(
  files: ReadonlyMap<RepoPath, EntryAt>,
  { nestedRepos, emptyFolders }: Details,
  committed: ReadonlyMap<RepoPath, EntryAt>,
): ReadonlyMap<RepoPath, EntryAt> {
  const folders = new Set([...committed.keys()].flatMap((path) => foldersAbove(path)))
  const inside = new Map(nestedRepos.filter(({ path }) => !folders.has(path)).map(({ path, head }) => [path, head]))
  const seen = new Map<RepoPath, EntryAt>()
  for (const [path, entry] of files) {
    const repo = coveringPath(inside, path)
    const head = repo === null ? null : inside.get(repo)
    if (repo === null) seen.set(path, entry)
    else if (head !== null && head !== undefined) seen.set(repo, { mode: submoduleMode, id: head })
  }
  // A submodule that is not initialised is an empty folder, and no change.
  for (const path of emptyFolders) {
    const entry = committed.get(path)
    if (entry?.mode === submoduleMode && !seen.has(path)) seen.set(path, entry)
  }
  return seen
}

function foldersAbove(path: RepoPath): RepoPath[] {
  const out: RepoPath[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) out.push(path.slice(0, slash))
  return out
}

/** Both sides name content by its SHA-1; in a SHA-256 repository the bytes have to be compared, later. */
function isSame(a: EntryAt | undefined, b: EntryAt | undefined): boolean {
  return a?.mode === b?.mode && a?.id === b?.id
}

async function ignoredAmong(
  { runner, layout }: CliRepo,
  paths: readonly RepoPath[],
): Promise<Result<ReadonlySet<RepoPath>, DescribedError>> {
  if (paths.length === 0) return ok(new Set())
  // `./` keeps a name that begins with `:` from being taken for pathspec magic.
  const input = Buffer.concat(paths.flatMap((path) => [Buffer.from('./'), encodePath(path), Buffer.of(0)]))
  // Exit code 1: none of them is.
  const answer = await runner.run(['check-ignore', '-z', '--stdin'], { layout, input, okCodes: [0, 1] })
  if (!answer.ok) return err(describeError(answer.error))
  return ok(new Set(splitAtNul(answer.value.stdout).map((path) => path.slice(2))))
}
