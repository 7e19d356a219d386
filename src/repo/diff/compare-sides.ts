import type { DiffBody, FileChangeKind, FileDiff } from '../../core/diff/file-diff'
import { isBinary } from '../../core/diff/is-binary'
import type { LineDiff } from '../../core/diff/line-diff'
import { textOfBytes } from '../../core/diff/text-of-bytes'
import type { RepoPath } from '../../core/repo/repo-path'
import { objectId } from '../checkpoint/loose-object'
import { modeOf, type Side } from './side'

/** Compares two texts line by line; it never fails. */
export type CompareText = (path: RepoPath, oldBytes: Buffer, newBytes: Buffer) => Promise<LineDiff>

/** What changed between two sides of a path; null when nothing did. Renames are found later, over a whole scope. */
export async function compareSides(
  path: RepoPath,
  old: Side,
  now: Side,
  compareText: CompareText,
): Promise<FileDiff | null> {
  const body = await bodyOf(path, old, now, compareText)
  if (body === null) return null
  const lines = 'lines' in body ? body.lines : { hunks: [], added: 0, removed: 0 }
  return {
    path,
    from: null,
    change: changeOf(old, now, body.body),
    oldMode: modeOf(old),
    newMode: modeOf(now),
    added: lines.added,
    removed: lines.removed,
    body: body.body,
  }
}

type Body = { readonly body: DiffBody; readonly lines?: LineDiff }

async function bodyOf(path: RepoPath, old: Side, now: Side, compareText: CompareText): Promise<Body | null> {
  if (old.kind === 'absent' && now.kind === 'absent') return null
  const unreadable = now.kind === 'unreadable' ? now : old.kind === 'unreadable' ? old : null
  if (unreadable !== null) return { body: { kind: 'unreadable', why: unreadable.why } }
  if (old.kind === 'submodule' || now.kind === 'submodule') return submoduleBody(old, now)
  if (old.kind === 'symlink' || now.kind === 'symlink') return symlinkBody(old, now)
  const sameMode = modeOf(old) === modeOf(now)
  if (await isSameContent(old, now)) return sameMode ? null : { body: { kind: 'same' } }
  if (old.kind === 'large' || now.kind === 'large') return { body: { kind: 'too-large', ...sizeFacts(old, now) } }
  const before = bytesOf(old)
  const after = bytesOf(now)
  if (isBinary(before) || isBinary(after)) return { body: { kind: 'binary', ...sizeFacts(old, now) } }
  const lines = await compareText(path, before, after)
  return { body: { kind: 'text', hunks: lines.hunks }, lines }
}

function submoduleBody(old: Side, now: Side): Body | null {
  const commit = (side: Side) => (side.kind === 'submodule' ? side.commit : null)
  // The disk does not say which commit a nested repository is at without asking its git; a capture does.
  const unknown = old.kind === 'submodule' && now.kind === 'submodule' && (old.commit === null || now.commit === null)
  if (unknown || (old.kind === now.kind && commit(old) === commit(now))) return null
  return { body: { kind: 'submodule', oldCommit: commit(old), newCommit: commit(now) } }
}

function symlinkBody(old: Side, now: Side): Body | null {
  const target = (side: Side) => (side.kind === 'symlink' ? textOfBytes(side.target) : null)
  if (old.kind === 'symlink' && now.kind === 'symlink' && old.target.equals(now.target)) return null
  return { body: { kind: 'symlink', oldTarget: target(old), newTarget: target(now) } }
}

async function isSameContent(old: Side, now: Side): Promise<boolean> {
  if (old.kind === 'file' && now.kind === 'file') return old.bytes.equals(now.bytes)
  if (old.kind !== 'large' || now.kind !== 'large' || old.size !== now.size) return false
  if (old.id !== null) return now.id === null ? now.isBlob(old.id) : now.id === old.id
  return now.id !== null && old.isBlob(now.id)
}

function changeOf(old: Side, now: Side, body: DiffBody): FileChangeKind {
  if (old.kind === 'absent') return 'added'
  if (now.kind === 'absent') return 'deleted'
  if (body.kind === 'same') return 'mode-changed'
  return typeOf(old) === typeOf(now) || body.kind === 'unreadable' ? 'modified' : 'type-changed'
}

function typeOf(side: Side): string {
  return side.kind === 'large' ? 'file' : side.kind
}

function bytesOf(side: Side): Buffer {
  return side.kind === 'file' ? side.bytes : Buffer.alloc(0)
}

/** What is said of two sides whose lines are not shown: their bytes, and what tells their contents apart. */
export function sizeFacts(old: Side, now: Side): Omit<Extract<DiffBody, { kind: 'binary' }>, 'kind'> {
  const size = (side: Side) => (side.kind === 'file' ? side.bytes.length : side.kind === 'large' ? side.size : null)
  return { oldBytes: size(old), newBytes: size(now), content: `${contentOf(old)} ${contentOf(now)}` }
}

/** Old sides are read once and compared at every save. */
const digests = new WeakMap<Buffer, string>()

function contentOf(side: Side): string {
  if (side.kind === 'large') return side.stamp
  if (side.kind !== 'file') return side.kind
  const digest = digests.get(side.bytes) ?? objectId('blob', side.bytes)
  digests.set(side.bytes, digest)
  return digest
}
