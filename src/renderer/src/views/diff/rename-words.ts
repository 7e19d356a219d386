import { changeMark, type FileMark } from '../../../../core/words/file-words'
import { displayName } from '../../../../core/words/display-name'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { MovedFile } from '../../highlight/moved-hints'

/** What a file is said to be, and which name it had before or has now. */
export interface FileNaming {
  readonly mark: FileMark
  /** "was old.ts", "was old.ts, 92 % the same", "now new.ts"; null where it kept its name. */
  readonly other: string | null
}

/** A rename with edits is shown with all its lines, so that each can be read, marked and taken back; its letter says what it is. */
export function namingOf({ change, from }: FileDiff, moved: MovedFile | null): FileNaming {
  if (from !== null) return { mark: changeMark(change), other: `was ${displayName(from)}` }
  if (moved?.side === 'from' && change === 'added')
    return {
      mark: { ...changeMark('renamed'), word: 'renamed and edited' },
      other: `was ${displayName(moved.path)}, ${moved.percent} % the same`,
    }
  if (moved?.side === 'to' && change === 'deleted')
    return { mark: changeMark(change), other: `now ${displayName(moved.path)}` }
  return { mark: changeMark(change), other: null }
}
