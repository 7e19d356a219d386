import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { isEditedInside } from '../../../../core/diff/file-diff'
import { modeWords } from '../../../../core/words/file-words'
import { useMovedFile } from '../../highlight/line-marks'
import { Chip } from '../../ui/Chip'
import { PathText } from '../../ui/PathText'
import { useDiff } from './diff-context'
import { FileActions } from './FileActions'
import { foldFiles } from './folded-files'
import { LineCounts } from './LineCounts'
import { namingOf } from './rename-words'
import type { FileLayout } from './rows/file-layout'
import { useFoundName } from './search/search-context'

const folds = <ChevronDown size={14} aria-hidden />
const unfolds = <ChevronRight size={14} aria-hidden />

/** The name of a file above its rows, and what is to be known about it as a whole. Pressing the name folds the rows. */
export const FileHeader = memo(function FileHeader({ laid }: { readonly laid: FileLayout }) {
  const { file, facts, folded } = laid
  const { view } = useDiff()
  const { mark, other } = namingOf(file, useMovedFile(file.path))
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
          {folded ? unfolds : folds}
          <abbr className={`mark ${mark.tone}`} title={mark.word}>
            {mark.letter}
          </abbr>
          <PathText path={file.path} />
        </button>
      </h3>
      {other === null ? null : <span className="small muted cut">{other}</span>}
      <LineCounts file={file} />
      {facts.hiddenText ? <Chip tone="bad">hidden characters</Chip> : null}
      {facts.lookAlikes ? <Chip tone="bad">look-alike letters</Chip> : null}
      <span className="small muted file-words">
        {[file.change === 'modified' || mode !== null ? null : mark.word, mode, facts.allCrlf ? 'CRLF' : null]
          .filter((word) => word !== null)
          .join(' · ')}
      </span>
      <FileActions path={file.path} change={file.change} kind={file.body.kind} editedInside={isEditedInside(file)} />
    </div>
  )
})
