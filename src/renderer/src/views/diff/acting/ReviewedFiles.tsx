import type { ReviewedCommitView } from '../../../../../core/app/commit-views'
import { displayName } from '../../../../../core/words/display-name'
import { changeMark } from '../../../../../core/words/file-words'
import { Checkbox } from '../../../ui/Checkbox'
import { PathText } from '../../../ui/PathText'

interface Props {
  readonly files: ReviewedCommitView['files']
  readonly also: ReadonlySet<string>
  readonly onAlso: (path: string, ticked: boolean) => void
}

const mostShown = 200

/** The files of the commit with how much of each is in it, then those that have no lines and can be taken along. */
export function ReviewedFiles({ files, also, onAlso }: Props) {
  const taken = files.filter(({ hunks }) => hunks !== null && hunks.reviewed > 0)
  const whole = files.filter(({ hunks }) => hunks === null)
  return (
    <>
      {taken.length === 0 ? null : (
        <ul className="lines reviewed-files" aria-label="In this commit">
          {taken.slice(0, mostShown).map((file) => (
            <li key={file.path}>
              <Mark file={file} />
              <PathText path={file.path} />
              <span className="small muted num">
                {file.hunks?.reviewed} of {file.hunks?.all === 1 ? '1 hunk' : `${file.hunks?.all} hunks`}
              </span>
            </li>
          ))}
          {taken.length > mostShown ? <li className="small muted num">and {taken.length - mostShown} more</li> : null}
        </ul>
      )}
      {whole.length === 0 ? null : (
        <>
          <p className="small muted">Without lines to review; tick what goes along:</p>
          <ul className="lines reviewed-files" aria-label="Files without lines">
            {whole.slice(0, mostShown).map((file) => (
              <li key={file.path}>
                <label className="row grow">
                  <Checkbox
                    label={displayName(file.path)}
                    checked={also.has(file.path)}
                    onChange={(ticked) => onAlso(file.path, ticked)}
                  />
                  <Mark file={file} />
                  <PathText path={file.path} />
                  {file.from === null ? null : <span className="small muted cut">was {displayName(file.from)}</span>}
                </label>
              </li>
            ))}
            {whole.length > mostShown ? <li className="small muted num">and {whole.length - mostShown} more</li> : null}
          </ul>
        </>
      )}
    </>
  )
}

function Mark({ file }: { readonly file: ReviewedCommitView['files'][number] }) {
  const mark = changeMark(file.change)
  return (
    <abbr className={`mark ${mark.tone}`} title={mark.word}>
      {mark.letter}
    </abbr>
  )
}
