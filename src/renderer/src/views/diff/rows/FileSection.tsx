import { memo } from 'react'
import { unreachable } from '../../../../../core/result'
import { reviewOfHunk } from '../../../../../core/review/file-review'
import { displayName } from '../../../../../core/words/display-name'
import { MarkedFile } from '../../../highlight/MarkedFile'
import { useDiffState } from '../diff-context'
import { FileHeader } from '../FileHeader'
import type { FileLayout } from './file-layout'
import type { Note } from './file-notes'
import { HunkGroup } from './HunkGroup'
import { indexOfKey } from './hunk-keys'
import type { HunkLayout } from './hunk-layout'
import { ImagePair } from './ImagePair'
import { hunkAt } from './page-layout'
import { rowAt } from './row-heights'

interface Props {
  readonly laid: FileLayout
  readonly top: number
  /** What is drawn of it, in px from its top. */
  readonly from: number
  readonly to: number
  /** Key of the hunk that keys act on. */
  readonly current: string | null
  /** Key of a hunk that stays in the page although it is out of sight, as it has the focus. */
  readonly held: string | null
}

/** One file: its header stays at the top while any of it is in sight. */
export const FileSection = memo(function FileSection({ laid, top, from, to, current, held }: Props) {
  const { file, facts } = laid
  const review = useDiffState((state) => state.review.get(file.path))
  const showsCr = facts.crlf > 0 && facts.lf > 0
  return (
    <section
      aria-label={`Diff of ${displayName(file.path)}`}
      className="file-rows"
      data-path={file.path}
      style={{ top, height: laid.height }}
    >
      <FileHeader laid={laid} />
      {laid.notes.map((note) => (
        <NoteRow key={note.kind === 'images' ? note.kind : note.text} note={note} laid={laid} />
      ))}
      <MarkedFile file={file}>
        {hunksInSight(laid, from, to, held).map((hunk) => {
          const [first, end] = rowsInSight(hunk, from, to)
          return (
            <HunkGroup
              key={hunk.key}
              path={file.path}
              laid={hunk}
              first={first}
              end={end}
              current={hunk.key === current}
              review={reviewOfHunk(review, hunk.hunk.id)}
              showsCr={showsCr}
            />
          )
        })}
      </MarkedFile>
    </section>
  )
})

function hunksInSight(laid: FileLayout, from: number, to: number, held: string | null): readonly HunkLayout[] {
  const seen: HunkLayout[] = []
  const add = (at: number) => {
    const hunk = laid.hunk(at)
    if (hunk !== undefined) seen.push(hunk)
  }
  if (to > 0 && from < laid.height)
    for (let at = Math.max(0, hunkAt(laid, from)); at < laid.keys.hunks.length && (laid.tops[at] ?? 0) < to; at++)
      add(at)
  if (held !== null && !seen.some(({ key }) => key === held)) add(indexOfKey(laid.keys, held))
  return seen
}

/** First row in the page and the one behind the last; none of a hunk that is out of sight. */
function rowsInSight({ rows, top, height, headPx }: HunkLayout, from: number, to: number): readonly [number, number] {
  if (to <= top || from >= top + height) return [0, 0]
  return [rowAt(rows, from - top - headPx), rowAt(rows, to - top - headPx) + 1]
}

function NoteRow({ note, laid }: { readonly note: Note; readonly laid: FileLayout }) {
  switch (note.kind) {
    case 'images':
      return <ImagePair file={laid.file} />
    case 'words':
      return <p className="note-row muted">{note.text}</p>
    default:
      return unreachable(note)
  }
}
