import type { CheckpointItem } from '../../../../core/app/checkpoint-views'

/** A line of the timeline: a checkpoint, and how many older changes of the same run are folded below it. */
export interface TimelineRow {
  readonly item: CheckpointItem
  /** Set at the newest of a run of changes that is long enough to be folded. */
  readonly run: { readonly key: string; readonly older: number; readonly open: boolean } | null
}

/**
 * The timeline, newest first, in which each long run of changes of one session is one line until it is opened. A run goes
 * by its oldest checkpoint, which stays while changes are added. Runs up to `shortRun` are shown as they are.
 */
export function foldChanges(
  items: readonly CheckpointItem[],
  opened: ReadonlySet<string>,
  shortRun: number,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = []
  for (let at = 0; at < items.length; ) {
    const run = runFrom(items, at)
    const [newest] = run
    if (newest === undefined) break
    if (run.length <= shortRun) rows.push(...run.map((item) => ({ item, run: null })))
    else {
      const key = run.at(-1)?.id ?? newest.id
      const open = opened.has(key)
      rows.push({ item: newest, run: { key, older: run.length - 1, open } })
      if (open) rows.push(...run.slice(1).map((item) => ({ item, run: null })))
    }
    at += run.length
  }
  return rows
}

function runFrom(items: readonly CheckpointItem[], from: number): readonly CheckpointItem[] {
  const first = items[from]
  if (first === undefined) return []
  if (first.reason !== 'change' || first.sessionId === null) return [first]
  const rest = items.slice(from)
  const end = rest.findIndex(({ reason, sessionId }) => reason !== 'change' || sessionId !== first.sessionId)
  return end === -1 ? rest : rest.slice(0, end)
}
