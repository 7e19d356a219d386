import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { displayName } from '../../../../core/words/display-name'
import { changeMark, modeWords } from '../../../../core/words/file-words'
import { Chip } from '../../ui/Chip'
import { PathText } from '../../ui/PathText'
import { useDiff } from './diff-context'
import { FileActions } from './FileActions'
import { foldFiles } from './folded-files'
import { LineCounts } from './LineCounts'
import type { FileLayout } from './rows/file-layout'
import { useFoundName } from './search/search-context'

/** The name of a file above its rows, and what is to be known about it as a whole. Pressing the name folds the rows. */
export const FileHeader = memo(function FileHeader({ laid }: { readonly laid: FileLayout }) {
  const { file, facts, folded } = laid
  const { view } = useDiff()
  const mark = changeMark(file.change)
  const mode = modeWords(file)
  return (
    <div className="file-header" data-found={useFoundName(file.path)}>
      <h3 className="file-name">
        <button
          type="button"
          aria-expanded={!folded}
          title={folded ? 'Show the lines' : 'Fold'}
          onClick={() => foldFiles(view.folded, [file.path], !folded)}
        >
          {folded ? <ChevronRight size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
          <abbr className={`mark ${mark.tone}`} title={mark.word}>
            {mark.letter}
          </abbr>
          <PathText path={file.path} />
        </button>
      </h3>
      {file.from === null ? null : <span className="small muted cut">was {displayName(file.from)}</span>}
      <LineCounts file={file} />
      {facts.hiddenText ? <Chip tone="bad">hidden characters</Chip> : null}
      {facts.lookAlikes ? <Chip tone="bad">look-alike letters</Chip> : null}
      <span className="small muted file-words">
        {[file.change === 'modified' || mode !== null ? null : mark.word, mode, facts.allCrlf ? 'CRLF' : null]
          .filter((word) => word !== null)
          .join(' · ')}
      </span>
      <FileActions file={file} />
    </div>
  )
})
