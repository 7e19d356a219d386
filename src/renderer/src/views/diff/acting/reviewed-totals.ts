import type { ReviewedCommitView } from '../../../../../core/app/commit-views'
import { count } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'

type Reviewed = Pick<ReviewedCommitView, 'files' | 'heldBack'>

export interface ReviewedTotals {
  /** "5 hunks in 2 files" */
  readonly words: string
  /** "7 hunks in 3 files stay uncommitted." */
  readonly stays: string
  readonly empty: boolean
  readonly paths: string[]
}

/** What a commit of the reviewed hunks holds, with the files without lines that are ticked, and what it leaves. */
export function reviewedTotals({ files, heldBack }: Reviewed, also: ReadonlySet<string>): ReviewedTotals {
  let hunks = 0
  let leftHunks = 0
  let leftFiles = 0
  let leftWhole = 0
  const paths: string[] = []
  let whole = 0
  for (const file of files) {
    const taken = file.hunks === null ? also.has(file.path) : file.hunks.reviewed > 0
    if (taken) paths.push(file.path)
    if (file.hunks === null) {
      if (taken) whole += 1
      else leftWhole += 1
      continue
    }
    hunks += file.hunks.reviewed
    leftHunks += file.hunks.all - file.hunks.reviewed
    if (file.hunks.all > file.hunks.reviewed) leftFiles += 1
  }
  for (const { hunks: held } of heldBack) {
    if (held === null) leftWhole += 1
    else {
      leftHunks += held.all
      leftFiles += 1
    }
  }
  const what = [hunks === 0 ? null : count(hunks, 'hunk'), whole === 0 ? null : count(whole, 'whole file')]
  const named = what.filter((word) => word !== null).join(' and ')
  return {
    words: hunks === 0 ? named || 'nothing' : `${named} in ${count(paths.length, 'file')}`,
    stays: staysWords(leftHunks, leftFiles, leftWhole),
    empty: paths.length === 0,
    paths,
  }
}

function staysWords(hunks: number, files: number, whole: number): string {
  const parts = [
    hunks === 0 ? null : `${count(hunks, 'hunk')} in ${count(files, 'file')}`,
    whole === 0 ? null : count(whole, 'whole file'),
  ].filter((part) => part !== null)
  if (parts.length === 0) return 'Nothing else is uncommitted.'
  return `${parts.join(' and ')} ${hunks + whole === 1 ? 'stays' : 'stay'} uncommitted; your files stay as they are.`
}

/** Why there is no commit yet, and what makes one; `folder` is what the window is limited to. */
export function whyNothing({ files, heldBack }: Reviewed, folder: string | null): string {
  const what = nothingIs({ files, heldBack }, folder)
  const canTick = files.some(({ hunks }) => hunks === null)
  if (files.every(({ hunks }) => hunks === null)) return canTick ? `${what} Tick a file to commit it.` : what
  return canTick ? `${what} Mark hunks with r, or tick a file.` : `${what} Mark hunks with r first.`
}

function nothingIs({ files, heldBack }: Reviewed, folder: string | null): string {
  const here = folder === null ? '' : ` in ${displayName(folder)}`
  if (files.length + heldBack.length === 0) return `Nothing is uncommitted${here}.`
  if (files.length === 0) return `All that is uncommitted${here} is held back.`
  if (heldBack.some(({ hunks }) => hunks !== null && hunks.reviewed > 0))
    return `All that is reviewed${here} is held back.`
  return files.every(({ hunks }) => hunks === null)
    ? `What is uncommitted${here} has no lines to review.`
    : `Nothing of what is uncommitted${here} is reviewed.`
}
