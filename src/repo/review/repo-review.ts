import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { createCoalescer } from '../../core/coalesce'
import type { RepoPath } from '../../core/repo/repo-path'
import type { MarkId } from '../../core/review/attribution'
import type { ChangeLabels } from '../../core/review/change-labels'
import { addUp, type FileDebt } from '../../core/review/debt'
import { allMarks } from '../../core/review/marks'
import { asideKind } from '../../core/review/generated'
import type { ReviewView } from '../../core/review/review-view'
import type { Change } from '../../core/session/change'
import { errnoOf } from '../checkpoint/fault'
import { createChangeKeys } from './change-keys'
import { createEntries, rebased } from './entries'
import { type FileEntry, follow, newEntry } from './file-entry'
import { createFileVersions } from './file-versions'
import { createMarkLog, type MarkAction } from './mark-log'
import { movedFiles } from './moved-files'
import { createOwedCache } from './owed-of-entry'
import { blobsAt, blobsOnDisk } from './blobs-at'
import { followLarge } from './follow-large'
import { createLateLabels } from './late-labels'
import { readReview, writeReview } from './review-file'
import type { RepoReview, RepoReviewDeps } from './review-port'
import { readUncounted, writeUncounted } from './uncounted-file'
import { createUncountedFiles } from './uncounted-files'

/** Above this many files in one change only what is known already is followed line by line; of the others it is said. */
const followedFiles = 1000
const diskQuietMs = 200
const saveQuietMs = 100

/** Follows changes file by file, in the order they are told; what is asked meanwhile waits its turn. */
export function createRepoReview(deps: RepoReviewDeps): RepoReview {
  const { clock, folder, contents, findEdits } = deps
  const { kept, damaged } = readReview(folder)
  const versions = createFileVersions(contents)
  const owed = createOwedCache(findEdits)
  const large = readUncounted(folder)
  const uncounted = createUncountedFiles(large.kept)
  const entries = createEntries(kept.entries, findEdits, damaged || large.damaged)
  const log = createMarkLog(clock, kept)
  let keys = createChangeKeys(kept.changes)
  let lastMark = kept.lastMark
  const unlabelled = createLateLabels(clock, () => void enqueue(() => tell(new Set())))
  const onDisk = new Set<RepoPath>()
  let said = ''
  let closed = false
  let queue: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(work)
    queue = mine.catch(() => {})
    return mine
  }
  const enqueue = (work: () => Promise<void>): Promise<void> => inTurn(work).catch(deps.onFault)

  const take = async (change: Change): Promise<void> => {
    const { previousCheckpointId: from, checkpointId: to } = change
    const store = await deps.store()
    if (!store.ok || from === null || to === null) return
    const before = versions.at(store.value, from)
    const after = versions.at(store.value, to)
    const key = keys.keyOf(change)
    const labels = keys.labelsOf(change)
    const isLarge = change.files.length > followedFiles
    const files = isLarge ? change.files.filter(({ path }) => entries.all.has(path)) : change.files
    const others = isLarge ? change.files.filter(({ path }) => !entries.all.has(path)) : []
    const ends = { before: blobsAt(store.value, from), after: blobsAt(store.value, to) }
    if (others.length > 0) await uncounted.take({ ...change, from, to }, others, ends, labels)
    const moved = await movedFiles(files, before, after)
    const sources = new Set(moved.values())
    const taken: FileEntry[] = []
    const counted = new Map<RepoPath, FileEntry | null>()
    for (const { path } of files)
      await entries.guarded(path, async () => {
        const source = moved.get(path) ?? path
        const start = await before(source)
        if (!counted.has(source)) counted.set(source, entries.all.get(source) ?? (await countedNow(source)))
        const entry = await follow(counted.get(source) ?? newEntry(source, start), start, 0, findEdits)
        // Nothing was taken out of a file that lies elsewhere now.
        const next = await follow({ ...entry, path }, await after(path), sources.has(path) ? 0 : key, findEdits)
        const writer = labels?.get(path)
        taken.push(writer === undefined ? next : { ...next, writers: new Map([...next.writers, [key, writer]]) })
      })
    for (const entry of taken) entries.set(entry)
    if (labels === undefined && change.files.length > 0) unlabelled.wait(key)
    await tell(new Set(change.files.map(({ path }) => path)))
  }

  /** What is known of a file from now on that nobody has counted; null when there is no such file, or it cannot be. */
  const countedNow = async (path: RepoPath): Promise<FileEntry | null> => {
    const changes = uncounted.changesOf(path)
    const store = await deps.store()
    if (!store.ok) return null
    const entry = await followLarge(path, changes, {
      versionAt: (checkpoint) => versions.at(store.value, checkpoint)(path),
      keyOf: (change) => keys.keyOf(change),
      findEdits,
    })
    if (entry !== null) uncounted.drop(path)
    return entry
  }

  const label = (sessionId: string, { number, files }: ChangeLabels): ReadonlySet<RepoPath> => {
    const corrected = new Set<RepoPath>()
    keys.label(sessionId, { number, files })
    const key = keys.keyOf({ sessionId, number })
    unlabelled.came(key)
    for (const path of uncounted.label({ sessionId, number }, keys.labelsOf({ sessionId, number }) ?? new Map()))
      corrected.add(path)
    for (const { path, writer } of files) {
      const entry = entries.all.get(path)
      if (entry === undefined || entry.writers.get(key) === writer) continue
      entries.set({ ...entry, writers: new Map([...entry.writers, [key, writer]]) })
      corrected.add(path)
    }
    return corrected
  }

  const begin = async (sessionId: string, baseline: CheckpointId): Promise<void> => {
    const store = await deps.store()
    if (store.ok) {
      await entries.follow(versions.at(store.value, baseline), [...entries.all.keys()])
      await uncounted.back(uncounted.paths(), blobsAt(store.value, baseline))
    }
    for (const [path, entry] of entries.all)
      await entries.guarded(path, async () => {
        const { unreviewedLines } = addUp([{ path, ...(await owed.of(entry)), moved: 0 }], () => null)
        if (unreviewedLines > 0) return
        if (entry.resting || allMarks(entry.attribution).size === 0) entries.delete(path)
        else entries.set(rebased(entry))
      })
    keys = entries.renumber(keys)
    log.keep(entries.marks())
    log.begin(sessionId)
    entries.remember()
    await tell(null)
  }

  const tell = async (paths: ReadonlySet<RepoPath> | null): Promise<void> => {
    if (closed) return
    const debts: FileDebt[] = []
    const moved = await deps.moved.of(entries.all.values())
    for (const [path, entry] of entries.all)
      await entries.guarded(path, async () => {
        const lines = await owed.of(entry)
        const isSaid = moved !== null && lines.unread.size > 0
        debts.push({ path, ...lines, moved: isSaid ? await owed.movedIn(entry, moved) : 0 })
      })
    deps.onMoved(paths)
    saver.notify()
    if (unlabelled.isWaiting()) return
    const last = lastAction(null)
    const view: ReviewView = {
      ...addUp(debts, (key) => keys.sessionOf(key)),
      uncounted: uncounted.view(),
      undoable: last === null ? null : { path: last.path, hunks: last.marks.length },
      marks: log.session(),
      forgotten: entries.forgotten(),
    }
    const text = JSON.stringify(view)
    if (text === said) return
    said = text
    deps.onView(view)
  }

  const lastAction = (among: readonly MarkId[] | null): MarkAction | null => {
    const there = log.actions().length === 0 ? new Set<MarkId>() : entries.marks()
    return log.last(among === null ? there : new Set(among.filter((mark) => there.has(mark))))
  }

  /** Where nothing was ever reviewed there is nothing to keep. */
  let isEmpty = kept.session === null && kept.entries.length === 0
  const save = async (): Promise<void> => {
    if (isEmpty && log.session() === null && entries.all.size === 0) return
    isEmpty = false
    try {
      await writeReview(folder, {
        changes: keys.all(),
        entries: [...entries.all.values()],
        lastMark,
        actions: log.actions(),
        session: log.session(),
      })
      contents.keep(entries.hashes())
      const unsaved = uncounted.unsaved()
      if (unsaved !== null) await writeUncounted(folder, unsaved)
      uncounted.wasSaved()
    } catch (thrown) {
      // A full disk is said with every checkpoint; the marks stay in memory, and are tried again with the next one.
      if (errnoOf(thrown) === null) throw thrown
    }
  }
  const saver = createCoalescer({
    clock,
    quietMs: saveQuietMs,
    maxWaitMs: 5 * saveQuietMs,
    work: () => enqueue(save),
  })

  /** What a person has just pressed is kept at once: the app may be quit with the next press. */
  const tellAndSave = async (paths: ReadonlySet<RepoPath> | null): Promise<void> => {
    await tell(paths)
    await save()
  }

  const versionOnDisk = async (path: RepoPath) => versions.of(await deps.readDisk(path))
  const disk = createCoalescer({
    clock,
    quietMs: diskQuietMs,
    maxWaitMs: 5 * diskQuietMs,
    work: () =>
      enqueue(async () => {
        const paths = [...onDisk]
        onDisk.clear()
        if (deps.isLive() || paths.length === 0) return
        await entries.follow(versionOnDisk, paths)
        await uncounted.back(paths, blobsOnDisk(deps.readDisk))
        await tell(new Set(paths))
      }),
  })

  const touched = (paths: Iterable<RepoPath>): void => {
    if (deps.isLive()) return
    for (const path of paths) if (entries.all.has(path) || uncounted.isOwed(path)) onDisk.add(path)
    if (onDisk.size > 0) disk.notify()
  }

  void enqueue(() => tell(null))
  // What was written while Firebreak was away; the changes of a session that goes on say it better.
  for (const path of entries.all.keys()) onDisk.add(path)
  if (onDisk.size > 0) disk.notify()

  return {
    versions,
    inTurn,
    touched,
    lastAction,
    begun({ sessionId, baseline }) {
      void enqueue(async () => {
        if (log.session()?.sessionId !== sessionId) await begin(sessionId, baseline)
      })
    },
    changed: (change) => void enqueue(() => take(change)),
    label: (sessionId, labels) =>
      void enqueue(() => tell(new Set(labels.flatMap((one) => [...label(sessionId, one)])))),
    async settled() {
      await queue
    },
    entry: (path) => entries.all.get(path),
    isUncounted: (path) => uncounted.isOwed(path) && asideKind(path) === null,
    seen(path) {
      if (!uncounted.isOwed(path)) return
      uncounted.drop(path)
      void enqueue(() => tellAndSave(new Set([path])))
    },
    async count(path) {
      await entries.guarded(path, async () => {
        const entry = await countedNow(path)
        if (entry !== null) entries.set(entry)
      })
    },
    readDisk: (path) => entries.follow(versionOnDisk, [path]),
    newMark() {
      lastMark += 1
      return lastMark
    },
    mark(marked, action) {
      for (const entry of marked) {
        entries.set(entry)
        // Of one whose earlier versions are gone nothing is left to count.
        if (action.how !== 'hunk') uncounted.drop(entry.path)
      }
      if (action.marks.length > 0) log.add(action)
      void enqueue(() => tellAndSave(new Set(marked.map(({ path }) => path))))
    },
    unmark(marks) {
      entries.unmark(marks)
      log.takeBack(marks)
      void enqueue(() => tellAndSave(null))
    },
    async close() {
      saver.stop()
      disk.stop()
      unlabelled.stop()
      await enqueue(save)
      closed = true
    },
  }
}
