import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Cancel, Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Result } from '../../core/result'
import type { ChangeKey, MarkId } from '../../core/review/attribution'
import type { ChangeLabels } from '../../core/review/change-labels'
import { addUp, type FileDebt } from '../../core/review/debt'
import { allMarks } from '../../core/review/marks'
import type { ReviewView } from '../../core/review/review-view'
import type { Change } from '../../core/session/change'
import { errnoOf } from '../checkpoint/fault'
import type { Store } from '../checkpoint/store'
import type { Side } from '../diff/side'
import { createChangeKeys } from './change-keys'
import type { Contents } from './contents'
import { createEntries, rebased } from './entries'
import { type FileEntry, type FindEdits, follow, newEntry } from './file-entry'
import { createFileVersions, type FileVersions } from './file-versions'
import { createMarkLog, type MarkAction } from './mark-log'
import { movedFiles } from './moved-files'
import type { MovedInReview } from './moved-in-review'
import { createOwedCache } from './owed-of-entry'
import { readReview, writeReview } from './review-file'

/** Who wrote which line of a repository's files since its last session began, what of it was read, and what is owed. */
export interface RepoReview {
  /** A session begins or goes on: with a new one what is owed is carried into it, and the rest is forgotten. */
  begun(session: { readonly sessionId: string; readonly baseline: CheckpointId }): void
  /** A change was closed. */
  changed(change: Change): void
  /** What changes are labelled as now; it corrects what was said before. */
  label(sessionId: string, labels: readonly ChangeLabels[]): void
  /** Paths that may have been written while no session is on. */
  touched(paths: Iterable<RepoPath>): void
  /** Resolves when all of the above is taken in. */
  settled(): Promise<void>
  /** Does one thing in its turn. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** As of now; undefined for a file that nothing is known of. */
  entry(path: RepoPath): FileEntry | undefined
  readonly versions: FileVersions
  /** Brings a file of which no session writes up to what is on disk. */
  readDisk(path: RepoPath): Promise<void>
  newMark(): MarkId
  /** Keeps marked entries; `action` is what an undo takes back. */
  mark(entries: readonly FileEntry[], action: Pick<MarkAction, 'marks' | 'path' | 'lines' | 'how'>): void
  /** Takes marks back. */
  unmark(marks: ReadonlySet<MarkId>): void
  /** The last press that still marks something, or the last of those that set these marks. */
  lastAction(among: readonly MarkId[] | null): MarkAction | null
  close(): Promise<void>
}

export interface RepoReviewDeps {
  readonly clock: Clock
  /** Where the review is kept. */
  readonly folder: string
  readonly contents: Contents
  readonly findEdits: FindEdits
  readonly moved: MovedInReview
  readonly store: () => Promise<Result<Store, unknown>>
  readonly readDisk: (path: RepoPath) => Promise<Side>
  /** Whether a session is live, whose changes say what was written. */
  readonly isLive: () => boolean
  readonly onView: (view: ReviewView) => void
  /** Where hunks of these files stand may be another answer now; null is all of them. */
  readonly onMoved: (paths: ReadonlySet<RepoPath> | null) => void
  readonly onFault: (fault: unknown) => void
}

/** Above this many files in one change nobody reads line by line; only what is known already is followed. */
const followedFiles = 1000
/** Labels come from another process and are not waited for longer than this. */
const labelsLateMs = 1000
const diskQuietMs = 200
const saveQuietMs = 100

export function createRepoReview(deps: RepoReviewDeps): RepoReview {
  const { clock, folder, contents, findEdits } = deps
  const { kept, damaged } = readReview(folder)
  const versions = createFileVersions(contents)
  const owed = createOwedCache(findEdits)
  const entries = createEntries(kept.entries, findEdits, damaged)
  const log = createMarkLog(clock, kept)
  let keys = createChangeKeys(kept.changes)
  let lastMark = kept.lastMark
  /** Changes that main has not labelled yet, and until when that is waited for. */
  const unlabelled = new Map<ChangeKey, Cancel>()
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
    const moved = await movedFiles(files, before, after)
    const sources = new Set(moved.values())
    const taken: FileEntry[] = []
    for (const { path } of files)
      await entries.guarded(path, async () => {
        const source = moved.get(path) ?? path
        const start = await before(source)
        const entry = await follow(entries.all.get(source) ?? newEntry(source, start), start, 0, findEdits)
        // Nothing was taken out of a file that lies elsewhere now.
        const next = await follow({ ...entry, path }, await after(path), sources.has(path) ? 0 : key, findEdits)
        const writer = labels?.get(path)
        taken.push(writer === undefined ? next : { ...next, writers: new Map([...next.writers, [key, writer]]) })
      })
    for (const entry of taken) entries.set(entry)
    if (labels === undefined && files.length > 0) waitForLabels(key)
    await tell(new Set(files.map(({ path }) => path)))
  }

  /** Nothing is told of a change before it is known who wrote it: numbers would go up and down. */
  const waitForLabels = (key: ChangeKey): void => {
    const stop = clock.after(labelsLateMs, () => {
      unlabelled.delete(key)
      void enqueue(() => tell(new Set()))
    })
    unlabelled.set(key, stop)
  }

  const label = (sessionId: string, { number, files }: ChangeLabels): ReadonlySet<RepoPath> => {
    const corrected = new Set<RepoPath>()
    keys.label(sessionId, { number, files })
    const key = keys.keyOf({ sessionId, number })
    unlabelled.get(key)?.()
    unlabelled.delete(key)
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
    if (store.ok) await entries.follow(versions.at(store.value, baseline), [...entries.all.keys()])
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
    if (unlabelled.size > 0) return
    const last = lastAction(null)
    const view: ReviewView = {
      ...addUp(debts, (key) => keys.sessionOf(key)),
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
        const paths = [...onDisk].filter((path) => entries.all.has(path))
        onDisk.clear()
        if (deps.isLive() || paths.length === 0) return
        await entries.follow(versionOnDisk, paths)
        await tell(new Set(paths))
      }),
  })

  const touched = (paths: Iterable<RepoPath>): void => {
    if (deps.isLive()) return
    for (const path of paths) if (entries.all.has(path)) onDisk.add(path)
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
    readDisk: (path) => entries.follow(versionOnDisk, [path]),
    newMark() {
      lastMark += 1
      return lastMark
    },
    mark(marked, action) {
      for (const entry of marked) entries.set(entry)
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
      for (const stop of unlabelled.values()) stop()
      await enqueue(save)
      closed = true
    },
  }
}
