import type { ReactNode } from 'react'
import type { FileDiff } from '../../../core/diff/file-diff'
import { MarkedFileContext, useColoursOf } from './line-marks'

/** Around the rows of a file in sight: tells them whose they are, and asks for its colours. */
export function MarkedFile({ file, children }: { readonly file: FileDiff; readonly children: ReactNode }) {
  useColoursOf(file)
  return <MarkedFileContext value={file.path}>{children}</MarkedFileContext>
}
