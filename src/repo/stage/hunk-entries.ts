import type { FileDiff, Hunk } from '../../core/diff/file-diff'
import { hunkStands } from '../../core/diff/hunk-stands'
import { diffLines, replaceLines } from '../../core/diff/line-diff'
import { editsOf, type LineEdit } from '../../core/diff/line-edits'
import { textLines } from '../../core/diff/text-lines'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import type { ScopeView } from '../diff/scope-view'
import { readBlob, type GitEntry } from '../git/index-entries'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'

interface Place {
  readonly runner: GitRunner
  readonly layout: RepoLayout
}

/** One file as it is committed, and what some of its hunks do to it, line by line. */
export interface HunkEdits {
  readonly head: Uint8Array
  readonly edits: readonly LineEdit[]
  /** They are all that differs. */
  readonly all: boolean
}

/**
 * What the hunks with these ids, as the scope "uncommitted" shows them, do to the committed content of a file; `clean` is
 * what git would store of the file as it is on disk. Null when one of them is not there any more.
 */
export async function editsOfHunks(
  place: Place,
  view: Pick<ScopeView, 'compare'>,
  file: {
    readonly path: RepoPath
    readonly head: GitEntry
    readonly clean: GitEntry
    readonly hunkIds: readonly string[]
  },
): Promise<Result<HunkEdits | null, RepoError>> {
  const compared = await view.compare(file.path, new AbortController().signal, 'exact')
  const hunks = textHunks(compared?.diff ?? null)
  const wanted = new Set(file.hunkIds)
  const chosen = hunks.filter(({ id }) => wanted.has(id))
  if (chosen.length === 0 || chosen.length !== wanted.size) return ok(null)
  const head = await readBlob(place, file.head.id)
  if (!head.ok) return head
  const clean = await readBlob(place, file.clean.id)
  if (!clean.ok) return clean
  const [before, after] = [textLines(head.value), textLines(clean.value)]
  const stand = chosen.every((hunk) => hunkStands(hunk, 'oldLine', before) && hunkStands(hunk, 'newLine', after))
  if (!stand) return ok(null)
  return ok({ head: head.value, edits: editsOf(chosen, clean.value), all: chosen.length === hunks.length })
}

/** What another version does to the same committed content, such as what is staged of it. */
export async function editsBetween(
  place: Place,
  path: RepoPath,
  head: Uint8Array,
  other: GitEntry,
): Promise<Result<readonly LineEdit[], RepoError>> {
  const read = await readBlob(place, other.id)
  if (!read.ok) return read
  const quick = diffLines(path, head, read.value, { budget })
  const diff = quick.kind === 'hunks' ? quick : replaceLines(path, head, read.value)
  return ok(editsOf(diff.hunks, read.value))
}

/** It is pressed, not typed: a moment may be spent. */
const budget = { lines: 200_000, distance: 20_000 }

function textHunks(diff: FileDiff | null): readonly Hunk[] {
  return diff?.body.kind === 'text' ? diff.body.hunks : []
}
