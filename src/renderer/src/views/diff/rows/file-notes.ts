import type { FileDiff } from '../../../../../core/diff/file-diff'
import { bodyWords } from '../../../../../core/words/file-words'
import type { FileFacts } from './file-facts'
import { showsImage } from './image-kind'
import { lfsWords } from './lfs-pointer'

/** What stands between the header of a file and its lines. */
export type Note = { readonly kind: 'words'; readonly text: string } | { readonly kind: 'images' }

export function notesOf(file: FileDiff, facts: FileFacts): readonly Note[] {
  const notes: Note[] = []
  if (showsImage(file)) notes.push({ kind: 'images' })
  const words = bodyWords(file)
  // Of a picture its two sides are shown with their sizes, unless one is kept elsewhere.
  const isSaid = notes.length > 0 && !(file.body.kind === 'binary' && file.body.oldIsLfs === true)
  if (words !== null && !isSaid) notes.push({ kind: 'words', text: words })
  const lfs = lfsWords(file)
  if (lfs !== null) notes.push({ kind: 'words', text: lfs })
  const { ending } = facts
  if (ending !== null)
    notes.push({
      kind: 'words',
      text: `Only line endings changed: ${ending === 'crlf-to-lf' ? 'CRLF → LF' : 'LF → CRLF'}`,
    })
  return notes
}
