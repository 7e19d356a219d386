import type { CheckpointItem, CheckpointsView, RestorePreviewView } from '../../../src/core/app/checkpoint-views'
import { nowMs } from './snapshot'

const minute = 60_000

export function checkpointItem(number: number, part: Partial<CheckpointItem> = {}): CheckpointItem {
  return {
    id: `${number.toString(36).padStart(6, '0')}-aaaaaaaa`,
    atMs: nowMs - 30 * minute + number * minute,
    label: `Change ${number}`,
    reason: 'change',
    complete: true,
    uncaptured: [],
    uncapturedCount: 0,
    sessionId: 'session-1',
    files: 42,
    pinned: null,
    ...part,
  }
}

export function checkpointsView(part: Partial<CheckpointsView> = {}): CheckpointsView {
  const items = part.items ?? []
  return {
    items,
    total: items.length,
    broken: 0,
    problem: null,
    undo: null,
    interrupted: null,
    loss: null,
    preview: null,
    running: null,
    outcome: null,
    ...part,
  }
}

export function restorePreview(part: Partial<RestorePreviewView> = {}): RestorePreviewView {
  const write = part.write ?? ['src/a.ts', 'src/b.ts']
  const gone = part.delete ?? ['src/new.ts']
  const keep = part.keep ?? []
  return {
    window: 'home',
    checkpointId: checkpointItem(1).id,
    atMs: checkpointItem(1).atMs,
    label: 'Change 1',
    paths: null,
    write,
    delete: gone,
    keep,
    writeCount: write.length,
    deleteCount: gone.length,
    keepCount: keep.length,
    staged: false,
    filesNow: 42,
    confirmDeletions: false,
    ...part,
  }
}
