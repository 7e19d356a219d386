import type { FileDiff } from '../../../src/core/diff/file-diff'
import { factsAtOnce } from '../../../src/renderer/src/views/diff/rows/file-facts'
import type { FileView } from '../../../src/renderer/src/views/diff/rows/file-layout'
import type { RowStyle } from '../../../src/renderer/src/views/diff/rows/hunk-layout'
import { createPageLayouts, type PageLayout } from '../../../src/renderer/src/views/diff/rows/page-layout'

export const unified: RowStyle = { layout: 'unified', remPx: 16, wrapAfter: null }
export const split: RowStyle = { layout: 'split', remPx: 16, wrapAfter: null }

/** Lays out pages as the window does, one after the other. */
export function rowPages(style: RowStyle = unified, view: Partial<FileView> = {}) {
  const layouts = createPageLayouts()
  const none = () => undefined
  const ranges: FileView['ranges'] = []
  return (files: readonly FileDiff[], now: RowStyle = style, more: Partial<FileView> = {}): PageLayout =>
    layouts.of(files, {
      style: now,
      fileView: (file) => ({
        folded: false,
        ranges,
        oldLines: null,
        oldText: String,
        facts: factsAtOnce(file, 10_000),
        corrected: none,
        ...view,
        ...more,
      }),
    })
}
