import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import type { Checkpoint } from '../../../src/core/checkpoint/checkpoint'
import type { Clock } from '../../../src/core/clock'
import type { RepoPath } from '../../../src/core/repo/repo-path'
import type { Result } from '../../../src/core/result'
import { captureChange } from '../../../src/repo/checkpoint/capture-change'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import type { CaptureLimits } from '../../../src/repo/checkpoint/capture-limits'
import type { LargeFrom } from '../../../src/repo/checkpoint/large/large-from'
import type { FindLister } from '../../../src/repo/checkpoint/large/list-natively'
import { rawPath, repoPath } from '../../../src/repo/checkpoint/raw-path'
import { openStore, type Store } from '../../../src/repo/checkpoint/store'
import { treeMode } from '../../../src/repo/checkpoint/tree-format'
import { entriesBelow } from '../../../src/repo/checkpoint/tree-walk'
import type { GitRunner } from '../../../src/repo/git/git-port'
import { createGitRunner } from '../../../src/repo/git/git-runner'
import { readLayout } from '../../../src/repo/git/layout'
import { createTempDir, type TempRepo } from '../../support/temp-repo'

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs)
    return () => clearTimeout(timer)
  },
}

/** A repository with its checkpoint store. */
export interface CheckpointBed {
  readonly store: Store
  readonly git: GitRunner
  /** FIREBREAK_HOME. */
  readonly home: string
  full(label?: string): Promise<Checkpoint>
  change(...paths: readonly RepoPath[]): Promise<Checkpoint>
  cleanup(): void
}

export async function openBed(
  repo: TempRepo,
  options: {
    readonly limits?: CaptureLimits
    readonly home?: string
    readonly largeFrom?: LargeFrom
    readonly findLister?: FindLister
  } = {},
): Promise<CheckpointBed> {
  const home = options.home ?? createTempDir('home')
  const git = createGitRunner({ clock, env: process.env })
  const layout = take(await readLayout(git, repo.path, { firebreakHome: home, homeDir: homedir() }))
  const { largeFrom, findLister } = options
  const deps = {
    firebreakHome: home,
    layout,
    git,
    clock,
    findLister,
    ...(largeFrom === undefined ? {} : { largeFrom }),
  }
  const store = take(await openStore(deps))
  return {
    store,
    git,
    home,
    full: async (label = '') =>
      take(await captureFull(store, { label, reason: 'by-hand', sessionId: null }, options.limits)),
    change: async (...paths) =>
      take(await captureChange(store, { paths }, { label: '', reason: 'change', sessionId: null }, options.limits))
        .checkpoint,
    cleanup: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** The value of an answer that must be one. */
export function take<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`unexpected error ${JSON.stringify(result.error)}`)
  return result.value
}

/** What stands at each path below a folder: `file <mode> <content>`, `link <target>`, `folder` for an empty one. */
export type Listing = Readonly<Record<string, string>>

/** Every byte below a folder, so that two of them can be compared. Anything called `.git` is left out. */
export function listingOf(folder: string, options: { readonly withGit?: boolean } = {}): Listing {
  const out: Record<string, string> = {}
  const walk = (path: Buffer, name: string) => {
    const stats = lstatSync(path)
    if (stats.isSymbolicLink()) out[name] = `link ${readlinkSync(path, 'latin1')}`
    else if (stats.isFile()) out[name] = `file ${(stats.mode & 0o7777).toString(8)} ${hash(readFileSync(path))}`
    else if (stats.isDirectory()) {
      const names = readdirSync(path, 'latin1').filter((one) => one !== '.git' || options.withGit === true)
      if (names.length === 0 && name !== '') out[name] = 'folder'
      for (const one of names) {
        walk(Buffer.concat([path, Buffer.from(`/${one}`, 'latin1')]), name === '' ? one : `${name}/${one}`)
      }
    }
  }
  walk(Buffer.from(folder), '')
  return out
}

/** The work tree of a checkpoint in the words of `listingOf`. */
export async function readBack(store: Store, checkpoint: Checkpoint): Promise<Listing> {
  const { work, details } = await store.record(checkpoint.id)
  const special = new Map(details.permissions)
  const out: Record<string, string> = {}
  for (const { path: raw, entry } of await entriesBelow(store.objects, work)) {
    const { body } = await store.objects.read(entry.id)
    const usual = entry.mode === treeMode.executable ? details.usual.executable : details.usual.file
    const permissions = special.get(repoPath(raw)) ?? usual
    out[raw] =
      entry.mode === treeMode.symlink
        ? `link ${body.toString('latin1')}`
        : `file ${permissions.toString(8)} ${hash(body)}`
  }
  for (const path of details.emptyFolders) out[rawPath(path)] = 'folder'
  return out
}

/** What `git fsck --full --strict` says about the store; empty when all is well. */
export function fsck(store: Store): string {
  const env = { ...process.env, GIT_DIR: store.gitDir }
  return execFileSync('git', ['fsck', '--full', '--strict', '--no-dangling', '--no-progress'], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Temporary files that captures left behind in the store. */
export function leftovers(store: Store): readonly string[] {
  const names = [store.folder, store.gitDir, join(store.gitDir, 'objects'), store.refs.folder]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
  return names.filter((name) => /^(incoming-|tmp_|lock)|\.(lock|tmp)$/.test(name))
}

function hash(bytes: Uint8Array): string {
  return `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`
}
