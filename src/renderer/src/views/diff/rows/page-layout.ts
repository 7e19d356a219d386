import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { type FileLayout, type FileView, layoutFile } from './file-layout'
import type { RowStyle } from './hunk-layout'
import { lastNotAfter } from './row-heights'

/** Where every file is, in px from the top of the page. */
export interface PageLayout {
  readonly files: readonly FileLayout[]
  /** Top of each file and, last, the end of all. */
  readonly tops: Float64Array
  readonly style: RowStyle
  /** Characters of the longest line that is known. */
  readonly widest: number
}

/** What the layout depends on besides the files: an object of its own for each state of it. */
export interface PageView {
  readonly style: RowStyle
  readonly fileView: (file: FileDiff) => FileView
}

export interface PageLayouts {
  of(files: readonly FileDiff[], view: PageView): PageLayout
}

/** Lays out pages one after the other; a file that did not change is not laid out again. */
export function createPageLayouts(): PageLayouts {
  let view: PageView | null = null
  let known = new WeakMap<FileDiff, { readonly layout: FileLayout; readonly view: FileView }>()
  let byPath = new Map<RepoPath, FileLayout>()

  const layoutOf = (file: FileDiff, asked: PageView, sameView: boolean): FileLayout => {
    const before = known.get(file)
    if (before !== undefined && sameView) return before.layout
    const fileView = asked.fileView(file)
    if (before !== undefined && view?.style === asked.style && sameFileView(before.view, fileView)) return before.layout
    const layout = layoutFile(file, fileView, asked.style, byPath.get(file.path))
    known.set(file, { layout, view: fileView })
    byPath.set(file.path, layout)
    return layout
  }

  return {
    of(files, asked) {
      if (view !== null && view.style !== asked.style) known = new WeakMap()
      if (byPath.size > files.length * 2 + 100) {
        const paths = new Set(files.map((file) => file.path))
        byPath = new Map([...byPath].filter(([path]) => paths.has(path)))
      }
      const sameView = view === asked
      const laid: FileLayout[] = []
      const tops = new Float64Array(files.length + 1)
      let top = 0
      let widest = 0
      for (const [at, file] of files.entries()) {
        const layout = layoutOf(file, asked, sameView)
        laid.push(layout)
        tops[at] = top
        top += layout.height
        if (layout.facts.widest > widest) widest = layout.facts.widest
      }
      tops[files.length] = top
      view = asked
      return { files: laid, tops, style: asked.style, widest }
    },
  }
}

function sameFileView(a: FileView, b: FileView): boolean {
  return (
    a.folded === b.folded &&
    a.ranges === b.ranges &&
    a.oldLines === b.oldLines &&
    a.facts === b.facts &&
    a.corrected === b.corrected
  )
}

export function pageHeight({ tops }: PageLayout): number {
  return tops.at(-1) ?? 0
}

/** The file at a distance from the top; the nearest one outside, -1 when there is none. */
export function fileAt({ files, tops }: PageLayout, y: number): number {
  return Math.max(
    Math.min(0, files.length - 1),
    lastNotAfter(files.length, (at) => tops[at] ?? 0, y),
  )
}

/** The hunk of a file at a distance from its top; -1 above the first. */
export function hunkAt({ keys, tops }: FileLayout, y: number): number {
  return lastNotAfter(keys.hunks.length, (at) => tops[at] ?? 0, y)
}
