import { Buffer } from 'node:buffer'
import type { RestoreError } from '../../core/checkpoint/restore'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, unreachable, type Result } from '../../core/result'
import { contentAt, contentOf, type Content } from '../checkpoint/restore/content'
import type { StoreError } from '../checkpoint/fault'
import { attempt } from '../checkpoint/fault'
import type { Store } from '../checkpoint/store'
import { treeMode } from '../checkpoint/tree-format'
import type { ScopeView } from '../diff/scope-view'
import type { Side } from '../diff/side'
import { readCheckedOut } from '../git/checked-out'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'

export type RevertFailure = RestoreError | StoreError | RepoError

export interface ContentDeps {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  readonly store: Store
  /** A private folder (0700). */
  readonly tempDir: string
}

/** What stood at a path before what is shown: as a checkpoint holds it, or as a checkout of the commit would write it. */
export async function oldContent(
  deps: ContentDeps,
  { from }: Pick<ScopeView, 'from'>,
  path: RepoPath,
): Promise<Result<Content | null, RevertFailure>> {
  switch (from.kind) {
    case 'checkpoint':
      return captured(deps.store, from.id, path)
    case 'commit': {
      if (/^0+$/.test(from.commit)) return ok(null)
      const read = await readCheckedOut(deps.runner, deps.layout, { ...deps, commit: from.commit, path })
      if (!read.ok) return read
      const file = read.value
      switch (file.kind) {
        case 'absent':
          return ok(null)
        case 'file':
          return ok(contentOf(file.mode, file.bytes))
        case 'symlink':
          return ok(contentOf(treeMode.symlink, file.bytes))
        case 'filtered':
          return err({ kind: 'cannot-revert', path, why: 'filter' })
        case 'submodule':
          return err({ kind: 'cannot-revert', path, why: 'submodule' })
        default:
          return unreachable(file)
      }
    }
    case 'disk':
      return ok(null)
    default:
      return unreachable(from)
  }
}

/** What is shown at a path: as a checkpoint holds it, or on disk now. */
export async function shownContent(
  { store }: Pick<ContentDeps, 'store'>,
  view: Pick<ScopeView, 'to' | 'read'>,
  path: RepoPath,
): Promise<Result<Content | null, RevertFailure>> {
  if (view.to.kind === 'checkpoint') return captured(store, view.to.id, path)
  return contentOfSide(path, await view.read(path, 'new'))
}

function contentOfSide(path: RepoPath, side: Side): Result<Content | null, RevertFailure> {
  switch (side.kind) {
    case 'absent':
      return ok(null)
    case 'file':
      return ok(contentOf(side.mode, side.bytes))
    case 'symlink':
      return ok(contentOf(treeMode.symlink, side.target))
    case 'large':
      // No lines of it are shown, so none can be meant.
      return err({ kind: 'changed-meanwhile', path })
    case 'submodule':
      return err({ kind: 'cannot-revert', path, why: 'submodule' })
    case 'unreadable':
      return err({ kind: 'cannot-revert', path, why: 'unreadable' })
    default:
      return unreachable(side)
  }
}

async function captured(store: Store, id: string, path: RepoPath): Promise<Result<Content | null, RevertFailure>> {
  const read = await attempt(store.folder, () => contentAt(store, id, path))
  if (!read.ok) return read
  return read.value === 'nested' ? err({ kind: 'cannot-revert', path, why: 'submodule' }) : ok(read.value)
}

/**
 * The old content with the line endings of the file there is, where that has one kind of them: a commit that is checked out
 * with others than the user's editor writes would leave a file with both.
 */
export function withEndingsOf(old: Content, now: Content | null): Content {
  if (old.bytes === null || now === null || now.bytes === null) return old
  const text = now.bytes.toString('latin1')
  const newlines = text.split('\n').length - 1
  const crlf = text.split('\r\n').length - 1
  if (newlines === 0 || (crlf !== 0 && crlf !== newlines)) return old
  const plain = old.bytes.toString('latin1').replaceAll('\r\n', '\n')
  return { ...old, bytes: Buffer.from(crlf === 0 ? plain : plain.replaceAll('\n', '\r\n'), 'latin1') }
}
