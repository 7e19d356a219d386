import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { FileDiff, Hunk } from '../../core/diff/file-diff'
import { hunkStands } from '../../core/diff/hunk-stands'
import { choosesChange, partOfHunk } from '../../core/diff/partial-hunk'
import type { ByteHunk } from '../../core/diff/revert-hunk'
import { textLines } from '../../core/diff/text-lines'
import type { Whitespace } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import { err, ok, type Result } from '../../core/result'
import type { RevertPart } from '../../shared/repo-contract'
import { isRegular, type Content } from '../checkpoint/restore/content'
import type { TakenBack } from '../checkpoint/restore/take-back'
import type { ScopeView } from '../diff/scope-view'
import { oldContent, shownContent, withEndingsOf, type ContentDeps, type RevertFailure } from './old-content'

/** `whitespace` is how the hunks were found that are shown. */
type ShownPart = RevertPart & { readonly whitespace: Whitespace }

/** What a revert of a part of one file takes back; more than one path where the file was moved. */
export async function planRevert(
  deps: ContentDeps,
  view: ScopeView,
  path: RepoPath,
  from: RepoPath | null,
  part: ShownPart,
): Promise<Result<readonly TakenBack[], RevertFailure>> {
  if (part.kind !== 'file') {
    const one = await planParts(deps, view, path, part)
    return one.ok ? ok([one.value]) : one
  }
  const whole = await planWhole(deps, view, path)
  if (!whole.ok || from === null) return whole.ok ? ok([whole.value]) : whole
  const moved = await planWhole(deps, view, from)
  return moved.ok ? ok([moved.value, whole.value]) : moved
}

/** All files of a scope, each as a whole or, where it was edited since, by its parts. Those that cannot be are named. */
export async function planAll(
  deps: ContentDeps,
  view: ScopeView,
): Promise<Result<{ readonly items: readonly TakenBack[]; readonly kept: readonly RepoPath[] }, RevertFailure>> {
  const candidates = await view.candidates()
  if (!candidates.ok) return candidates
  await view.prepare(candidates.value)
  const items: TakenBack[] = []
  const kept: RepoPath[] = []
  for (const path of candidates.value.toSorted()) {
    const planned = await planWhole(deps, view, path)
    if (planned.ok) items.push(planned.value)
    else if (planned.error.kind === 'cannot-revert') kept.push(path)
    else return planned
  }
  return ok({ items, kept })
}

async function planWhole(
  deps: ContentDeps,
  view: ScopeView,
  path: RepoPath,
): Promise<Result<TakenBack, RevertFailure>> {
  const live = view.live ? await oldContent(deps, view, path) : null
  if (live !== null) return live.ok ? ok({ path, old: live.value, shown: 'now', whole: true, parts: [] }) : live
  const sides = await readSides(deps, view, path)
  if (!sides.ok) return sides
  const { old, shown } = sides.value
  const diff = await compared(view, path, 'exact')
  const parts = diff === null ? [] : allParts(diff, old, shown)
  return ok({ path, old, shown, whole: true, parts })
}

async function planParts(
  deps: ContentDeps,
  view: ScopeView,
  path: RepoPath,
  part: Exclude<ShownPart, { kind: 'file' }>,
): Promise<Result<TakenBack, RevertFailure>> {
  const gone = err({ kind: 'changed-meanwhile', path } as const)
  const diff = await compared(view, path, part.whitespace)
  const hunk = diff?.body.kind === 'text' ? diff.body.hunks.find(({ id }) => id === part.hunkId) : undefined
  if (hunk === undefined) return gone
  const sides = await readSides(deps, view, path)
  if (!sides.ok) return sides
  const { old, shown } = sides.value
  const chosen = part.kind === 'lines' ? new Set(part.lines) : null
  if (chosen !== null && !choosesChange(hunk, chosen)) return gone
  const bytes = partOf(hunk, old, shown, chosen)
  return bytes === null ? gone : ok({ path, old, shown, whole: false, parts: [bytes] })
}

async function readSides(deps: ContentDeps, view: ScopeView, path: RepoPath) {
  const old = await oldContent(deps, view, path)
  if (!old.ok) return old
  const shown = await shownContent(deps, view, path)
  return shown.ok ? ok({ old: old.value, shown: shown.value }) : shown
}

async function compared(view: ScopeView, path: RepoPath, whitespace: Whitespace): Promise<FileDiff | null> {
  return (await view.compare(path, new AbortController().signal, whitespace))?.diff ?? null
}

function allParts(diff: FileDiff, old: Content | null, shown: Content | null): readonly ByteHunk[] {
  if (diff.body.kind !== 'text') return []
  return diff.body.hunks.flatMap((hunk) => partOf(hunk, old, shown, null) ?? [])
}

/** Null when the files are not the ones that the hunk was made from (any more). */
function partOf(
  hunk: Hunk,
  old: Content | null,
  shown: Content | null,
  chosen: ReadonlySet<number> | null,
): ByteHunk | null {
  if (!isRegular(old) || !isRegular(shown)) return null
  const before = old === null ? new Uint8Array() : withEndingsOf(old, shown).bytes
  const after = shown === null ? new Uint8Array() : shown.bytes
  if (before === null || after === null) return null
  // git compared a checkout's line endings away.
  const isThere =
    hunkStands(hunk, 'oldLine', textLines(before), true) && hunkStands(hunk, 'newLine', textLines(after), true)
  return isThere ? partOfHunk(hunk, before, after, chosen) : null
}

/** Where the old side of a scope comes from, for the record of a restore; null for a commit. */
export function targetOf(view: Pick<ScopeView, 'from'>): CheckpointId | null {
  return view.from.kind === 'checkpoint' ? view.from.id : null
}
