import { memo } from 'react'
import { displayName } from '../../../../core/words/display-name'
import { changeMark, modeWords } from '../../../../core/words/file-words'
import { Chip } from '../../ui/Chip'
import { PathText } from '../../ui/PathText'
import type { FileRows } from './diff-rows'
import { LineCounts } from './LineCounts'

/** The name of a file above its rows, and what is to be known about it as a whole. */
export const FileHeader = memo(function FileHeader({ rows }: { readonly rows: FileRows }) {
  const { file, crlf, hiddenText } = rows
  const mark = changeMark(file.change)
  const mode = modeWords(file)
  return (
    <h3 className="file-header">
      <abbr className={`mark ${mark.tone}`} title={mark.word}>
        {mark.letter}
      </abbr>
      <PathText path={file.path} />
      {file.from === null ? null : <span className="small muted cut">was {displayName(file.from)}</span>}
      <LineCounts file={file} />
      {hiddenText ? <Chip tone="bad">hidden characters</Chip> : null}
      <span className="small muted file-words">
        {[file.change === 'modified' || mode !== null ? null : mark.word, mode, crlf ? 'CRLF' : null]
          .filter((word) => word !== null)
          .join(' · ')}
      </span>
    </h3>
  )
})
