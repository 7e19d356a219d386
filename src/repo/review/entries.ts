import type { RepoPath } from '../../core/repo/repo-path'
import { asBefore, type ChangeKey, type MarkId, withoutMarks } from '../../core/review/attribution'
import { allMarks } from '../../core/review/marks'
import { errnoOf } from '../checkpoint/fault'
import { type ChangeKeys, createChangeKeys } from './change-keys'
import type { Version } from './contents'
import { type FileEntry, type FindEdits, follow, MissingContent } from './file-entry'

/** What is known of each file. A file with which the review cannot go on is forgotten, and that is remembered. */
export interface Entries {
  readonly all: ReadonlyMap<RepoPath, FileEntry>
  set(entry: FileEntry): void
  delete(path: RepoPath): void
  /** Runs what can miss a content or meet a full disk. */
  guarded(path: RepoPath, work: () => Promise<void>): Promise<void>
  /** Brings known files to other versions, which nobody is said to have written. */
  follow(versionOf: (path: RepoPath) => Promise<Version | null>, paths: Iterable<RepoPath>): Promise<void>
  marks(): ReadonlySet<MarkId>
  /** Takes marks back, also from versions that can come back. */
  unmark(marks: ReadonlySet<MarkId>): void
  /** Numbers changes anew, without those that no line names any more. */
  renumber(keys: ChangeKeys): ChangeKeys
  /** Names of every content that is needed. */
  hashes(): ReadonlySet<string>
  forgotten(): boolean
  remember(): void
}

export function createEntries(kept: readonly FileEntry[], findEdits: FindEdits, damaged: boolean): Entries {
  const all = new Map(kept.map((entry) => [entry.path, entry]))
  let forgotten = damaged

  const guarded = async (path: RepoPath, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof MissingContent) && errnoOf(thrown) === null) throw thrown
      all.delete(path)
      forgotten = true
    }
  }

  return {
    all,
    set: (entry) => void all.set(entry.path, entry),
    delete: (path) => void all.delete(path),
    guarded,
    async follow(versionOf, paths) {
      for (const path of paths)
        await guarded(path, async () => {
          const entry = all.get(path)
          if (entry !== undefined) all.set(path, await follow(entry, await versionOf(path), 0, findEdits))
        })
    },
    marks: () => new Set([...all.values()].flatMap(({ attribution }) => [...allMarks(attribution)])),
    unmark(marks) {
      for (const [path, entry] of all)
        all.set(path, {
          ...entry,
          attribution: withoutMarks(entry.attribution, marks),
          earlier: entry.earlier.map((one) => ({ ...one, attribution: withoutMarks(one.attribution, marks) })),
        })
    },
    renumber(keys) {
      const fresh = createChangeKeys([])
      const renumbered = (key: ChangeKey): ChangeKey => {
        const change = key === 0 ? undefined : keys.all()[key - 1]
        return change === undefined ? 0 : fresh.keyOf(change)
      }
      for (const [path, entry] of all) {
        const { lines, gaps } = entry.attribution
        const attribution = {
          lines: lines.map((run) => ({ ...run, key: renumbered(run.key) })),
          gaps: gaps.map((gap) => ({ ...gap, key: renumbered(gap.key) })),
        }
        const writers = new Map([...entry.writers].map(([key, writer]) => [renumbered(key), writer]))
        all.set(path, { ...entry, attribution, writers, earlier: [] })
      }
      return fresh
    },
    hashes() {
      const hashes = new Set<string>()
      for (const { base, now } of all.values()) {
        if (base !== null) hashes.add(base.hash)
        if (now !== null) hashes.add(now.hash)
      }
      return hashes
    },
    forgotten: () => forgotten,
    remember() {
      forgotten = false
    },
  }
}

/** What is there counts as read or never owed: the review goes on from here. */
export function rebased(entry: FileEntry): FileEntry {
  const attribution = asBefore(entry.attribution)
  return { ...entry, base: entry.now, attribution, writers: new Map(), resting: true, earlier: [] }
}
