import { memo, useState } from 'react'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { displayName } from '../../../../core/words/display-name'
import { changeMark } from '../../../../core/words/file-words'
import { Button } from '../../ui/Button'
import { PathText } from '../../ui/PathText'
import { LineCounts } from './LineCounts'

interface Props {
  readonly files: readonly FileDiff[]
  readonly onFile: (path: RepoPath) => void
}

const shownAtFirst = 200

/** The files of the scope; choosing one scrolls to it. */
export function FileRail({ files, onFile }: Props) {
  const [all, setAll] = useState(false)
  const shown = all ? files : files.slice(0, shownAtFirst)
  return (
    <ul aria-label="Files">
      {shown.length === 0 ? <li className="rail-none">None</li> : null}
      {shown.map((file) => (
        <FileEntry key={file.path} file={file} onFile={onFile} />
      ))}
      {shown.length < files.length ? (
        <li className="rail-none">
          <Button look="quiet slim" onPress={() => setAll(true)}>
            Show {files.length - shown.length} more
          </Button>
        </li>
      ) : null}
    </ul>
  )
}

const FileEntry = memo(
  function FileEntry({ file, onFile }: { readonly file: FileDiff; readonly onFile: Props['onFile'] }) {
    const mark = changeMark(file.change)
    return (
      <li>
        <button type="button" className="rail-file" title={displayName(file.path)} onClick={() => onFile(file.path)}>
          <abbr className={`mark ${mark.tone}`} title={mark.word}>
            {mark.letter}
          </abbr>
          <PathText path={file.path} />
          <LineCounts file={file} />
        </button>
      </li>
    )
  },
  (before, now) => before.file === now.file,
)
