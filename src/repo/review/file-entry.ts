import type { LineDiff } from '../../core/diff/line-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { type Attribution, carryOver, type ChangeKey, untouched } from '../../core/review/attribution'
import { type Edit, editsOfHunks } from '../../core/review/edits'
import type { Writer } from '../../core/session/label-change'
import type { Contents, Version } from './contents'

/** What is known of one file: where its review began, what it is now, and who wrote what since. */
export interface FileEntry {
  readonly path: RepoPath
  /** Null is not text: there are no lines to review. */
  readonly base: Version | null
  readonly now: Version | null
  readonly attribution: Attribution
  /** Who made a change of this file, as it was labelled last; a change that is not here was not labelled yet. */
  readonly writers: ReadonlyMap<ChangeKey, Writer>
  /** Nothing in it is owed, and nothing happened to it since the session began: the next one forgets it. */
  readonly resting: boolean
  /** What was known of earlier versions, newest first: one that comes back brings its history with it. */
  readonly earlier: readonly { readonly hash: string; readonly attribution: Attribution }[]
}

/** A file in two versions, and what leads from one to the other. */
export type FindEdits = (path: RepoPath, from: Version, to: Version) => Promise<readonly Edit[]>

const keptEarlier = 6

export function newEntry(path: RepoPath, version: Version | null): FileEntry {
  return {
    path,
    base: version,
    now: version,
    attribution: untouched(version?.lines ?? 0),
    writers: new Map(),
    resting: false,
    earlier: [],
  }
}

/** The file has another version now, which `key` wrote. */
export async function follow(
  entry: FileEntry,
  to: Version | null,
  key: ChangeKey,
  findEdits: FindEdits,
): Promise<FileEntry> {
  if (entry.now?.hash === to?.hash) return entry
  const earlier = remember(entry)
  const back = to === null ? undefined : earlier.find(({ hash }) => hash === to.hash)
  const attribution = back?.attribution ?? (await carried(entry, to, key, findEdits))
  return { ...entry, now: to, attribution, earlier, resting: false }
}

/** Finds edits with the comparison of the live diff, so that both see the same hunks. */
export function createFindEdits(
  contents: Contents,
  compareText: (path: RepoPath, oldBytes: Buffer, newBytes: Buffer) => Promise<LineDiff>,
): FindEdits {
  return async (path, from, to) => {
    if (from.hash === to.hash) return []
    const [before, after] = await Promise.all([contents.get(from), contents.get(to)])
    if (before === null || after === null) throw new MissingContent(path)
    return editsOfHunks((await compareText(path, before, after)).hunks)
  }
}

/** A content that a review needs is gone, because somebody deleted it or a power cut took it. */
export class MissingContent extends Error {}

async function carried(
  { path, now, attribution }: FileEntry,
  to: Version | null,
  key: ChangeKey,
  findEdits: FindEdits,
): Promise<Attribution> {
  if (to === null) return untouched(0)
  // Text that takes the place of something else is new as a whole.
  if (now === null) return carryOver(untouched(0), [{ oldAt: 0, oldCount: 0, newAt: 0, newCount: to.lines }], key)
  return carryOver(attribution, await findEdits(path, now, to), key)
}

function remember({ now, attribution, earlier }: FileEntry): FileEntry['earlier'] {
  if (now === null) return earlier
  return [{ hash: now.hash, attribution }, ...earlier.filter(({ hash }) => hash !== now.hash)].slice(0, keptEarlier)
}
