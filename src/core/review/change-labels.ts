import type { RepoPath } from '../repo/repo-path'
import type { LabelledChange, Writer } from '../session/label-change'

/** Who wrote the files of a change, as it is labelled now. */
export interface ChangeLabels {
  readonly number: number
  readonly files: readonly { readonly path: RepoPath; readonly writer: Writer }[]
}

/** A text that is equal for equal labels of one change, and short where one writer wrote everything. */
export function labelsKey({ files }: LabelledChange): string {
  const [first] = files
  if (first === undefined) return ''
  return files.every(({ writer }) => writer === first.writer)
    ? first.writer
    : files.map(({ writer }) => writer).join(' ')
}

export function labelsOf({ number, files }: LabelledChange): ChangeLabels {
  return { number, files: files.map(({ path, writer }) => ({ path, writer })) }
}
