import type { ArrangedGroup } from '../../../../../core/diff/arrange-files'
import type { FileDiff } from '../../../../../core/diff/file-diff'

export type RailRow =
  | { readonly kind: 'file'; readonly file: FileDiff; readonly at: number; readonly of: number }
  /** Heads the files that are last because nobody counted their lines. */
  | { readonly kind: 'uncounted'; readonly group: ArrangedGroup['group']; readonly files: number }
  | { readonly kind: 'group'; readonly group: ArrangedGroup; readonly open: boolean }

/** The rows of the list, each made when it is drawn: most of ten thousand are never in sight. */
export interface RailRows {
  readonly length: number
  readonly slice: (first: number, end: number) => readonly RailRow[]
  /** Null when no group with files is open. */
  readonly firstFile: () => FileDiff | null
}

export function railRows(
  groups: readonly ArrangedGroup[],
  isOpen: (group: ArrangedGroup['group']) => boolean,
): RailRows {
  let length = 0
  const sections = groups.map((group) => {
    const open = isOpen(group.group)
    // Code has no heading.
    const heads = group.group === 'code' ? 0 : 1
    const start = length
    const counted = group.files.length - group.uncountedLast
    const notes = group.uncountedLast > 0 ? 1 : 0
    length += heads + (open ? group.files.length + notes : 0)
    return { group, open, heads, counted, notes, start, end: length }
  })
  const rowAt = (place: number): readonly RailRow[] => {
    const section = sections.find(({ end }) => place < end)
    if (section === undefined) return []
    const { group, open, heads, counted, notes, start } = section
    const row = place - start - heads
    if (notes > 0 && row === counted) return [{ kind: 'uncounted', group: group.group, files: group.uncountedLast }]
    const at = row > counted ? row - notes : row
    const file = group.files[at]
    if (file === undefined) return [{ kind: 'group', group, open }]
    return [{ kind: 'file', file, at: at + 1, of: group.files.length }]
  }
  return {
    length,
    slice: (first, end) =>
      Array.from({ length: Math.max(0, Math.min(end, length) - first) }, (_, at) => first + at).flatMap(rowAt),
    firstFile: () => sections.find(({ open }) => open)?.group.files[0] ?? null,
  }
}
