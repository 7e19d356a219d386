import type { FileDiff } from '../../core/diff/file-diff'
import { saltOf } from '../../core/diff/line-diff'
import { parsePatch } from '../../core/diff/parse-patch'
import { lfsPointerMaxBytes, parseLfsPointer, type LfsPointer } from '../../core/repo/lfs-pointer'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId } from '../../core/repo/repo-status'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import type { FixedEnd } from './checkpoint-end'
import { sizeFacts } from './compare-sides'
import type { Conversions } from './conversions'
import { whitespaceFlags } from './git-lane'
import type { LiveViewDeps } from './live-view'
import { decodeText } from './platform-text'
import type { Compared } from './scope-view'
import { type Side, submoduleMode } from './side'
import type { SubmoduleEdits } from './submodule-edits'

/**
 * HEAD against the disk is the one scope in which git's conversions count: where line endings or attributes make the
 * bytes differ by rule, git compares, with every driver of the repository switched off.
 */
export function createUncommittedSpecials(deps: {
  readonly runner: Pick<GitRunner, 'run'>
  readonly layout: RepoLayout
  readonly head: FixedEnd
  readonly commit: CommitId
  readonly conversions: Conversions
  /** Whether the last status lists the path: for filtered files it alone knows. */
  readonly isListed: (path: RepoPath) => boolean
  readonly submodules: Pick<SubmoduleEdits, 'isEdited'>
}): NonNullable<LiveViewDeps['special']> {
  return async (path, old, now, signal, whitespace) => {
    if (old.kind === 'submodule' && now.kind === 'submodule' && old.commit === now.commit) {
      // Asked as well, so that it is looked at again once git lists it for another commit.
      deps.isListed(path)
      return deps.submodules.isEdited(path) ? editedInside(path, now.commit) : null
    }
    if (!isContent(old) || !isContent(now) || isSame(old, now)) return undefined
    const conversion = await deps.conversions.of(path, deps.head)
    if (conversion === 'filter') return deps.isListed(path) ? filtered(path, old, now) : null
    // Lines that are too large for us are too large for the window whoever compares them.
    if (old.kind !== 'file' || now.kind !== 'file') return undefined
    const byRule = conversion === 'git' || (now.bytes.includes('\r\n') && !old.bytes.includes('\r\n'))
    if (!byRule) return undefined
    const args = ['diff', '--no-color', '--unified=3', ...whitespaceFlags(whitespace), deps.commit, '--', path]
    const answer = await deps.runner.run(args, { layout: deps.layout, signal })
    if (!answer.ok) return undefined
    const diff = parsePatch(answer.value.stdout, { decode: decodeText, salt: saltOf(whitespace) })[0]
    return diff === undefined ? null : { diff, oldBlob: null, newBlob: null }
  }
}

function editedInside(path: RepoPath, commit: string | null): Compared {
  const body = { kind: 'submodule', oldCommit: commit, newCommit: commit, editedInside: true } as const
  const modes = { oldMode: submoduleMode, newMode: submoduleMode }
  const diff: FileDiff = { path, from: null, change: 'modified', ...modes, added: 0, removed: 0, body }
  return { diff, oldBlob: null, newBlob: null }
}

type Content = Extract<Side, { kind: 'file' | 'large' }>

function isContent(side: Side): side is Content {
  return side.kind === 'file' || side.kind === 'large'
}

function isSame(old: Content, now: Content): boolean {
  return old.kind === 'file' && now.kind === 'file' && old.bytes.equals(now.bytes)
}

/** Nobody can say which lines differ: one side is what the filter makes of the other. */
function filtered(path: RepoPath, old: Content, now: Content): Compared | undefined {
  const pointer = pointerOf(old)
  // A pointer that was never replaced by its object has lines that say more.
  if (pointer !== null && pointerOf(now) !== null) return undefined
  return {
    diff: {
      path,
      from: null,
      change: 'modified',
      oldMode: old.mode,
      newMode: now.mode,
      added: 0,
      removed: 0,
      body: {
        kind: 'binary',
        ...sizeFacts(old, now),
        oldBytes: pointer?.sizeBytes ?? null,
        ...(pointer === null ? {} : { oldIsLfs: true }),
      },
    },
    oldBlob: null,
    newBlob: null,
  }
}

function pointerOf(side: Content): LfsPointer | null {
  if (side.kind !== 'file' || side.bytes.length > lfsPointerMaxBytes) return null
  return parseLfsPointer(side.bytes.toString('utf8'))
}
