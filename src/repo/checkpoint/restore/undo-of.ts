import type { EntryState } from '../../../core/checkpoint/restore-plan'
import { diffLines } from '../../../core/diff/line-diff'
import { partOfHunk } from '../../../core/diff/partial-hunk'
import type { ByteHunk } from '../../../core/diff/revert-hunk'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { Store } from '../store'
import { contentAt, isRegular, type Content } from './content'
import type { FinishedRestore } from './finished'
import type { TakeBackRequest, TakenBack } from './take-back'

/** What a restore with a name of its own is called once it is undone, and once that is undone in turn. */
export function undoneWords(what: string): string {
  return what.endsWith(undone) ? what.slice(0, -undone.length) : `${what}${undone}`
}

const undone = ', undone'
/** Undoing is pressed, not typed: a moment may be spent on a large file. */
const budget = { lines: 200_000, distance: 20_000 }

/** An earlier revert the other way round: what it left goes back to what was there before it. */
export async function undoOf(store: Store, done: FinishedRestore): Promise<TakeBackRequest> {
  const items: TakenBack[] = []
  for (const [path, left] of done.left) {
    const old = await contentAt(store, done.safety, path)
    if (old === 'nested') continue
    const shown = left === null ? null : await leftContent(store, left)
    items.push({ path, old, shown, whole: true, parts: partsBetween(path, old, shown) })
  }
  return {
    kind: done.kind === 'undo' ? 'redo' : 'undo',
    what: undoneWords(done.what ?? ''),
    label: 'Before undoing a revert',
    target: done.safety,
    items,
    strict: false,
  }
}

/** Its bytes are known while the store still has them. */
async function leftContent(store: Pick<Store, 'objects'>, state: EntryState): Promise<Content> {
  const bytes = (await store.objects.holds(state.id)) ? (await store.objects.read(state.id)).body : null
  return { ...state, bytes }
}

function partsBetween(path: RepoPath, old: Content | null, shown: Content | null): readonly ByteHunk[] {
  const before = old === null ? new Uint8Array() : old.bytes
  const after = shown === null ? new Uint8Array() : shown.bytes
  if (!isRegular(old) || !isRegular(shown) || before === null || after === null) return []
  const diff = diffLines(path, before, after, { budget })
  return diff.kind === 'hunks' ? diff.hunks.map((hunk) => partOfHunk(hunk, before, after, null)) : []
}
