import type { ReviewedFileView } from '../../../../../core/app/commit-views'
import { displayName } from '../../../../../core/words/display-name'
import { changeMark } from '../../../../../core/words/file-words'
import { Checkbox } from '../../../ui/Checkbox'
import { PathText } from '../../../ui/PathText'

interface Props {
  readonly files: readonly ReviewedFileView[]
  readonly heldBack: readonly ReviewedFileView[]
  readonly also: ReadonlySet<string>
  readonly onAlso: (path: string, ticked: boolean) => void
}

const mostShown = 200

/** The files of the commit with how much of each is in it, those that have no lines and can be taken along, and those that never go. */
export function ReviewedFiles({ files, heldBack, also, onAlso }: Props) {
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
                  <Was file={file} />
                </label>
              </li>
            ))}
            {whole.length > mostShown ? <li className="small muted num">and {whole.length - mostShown} more</li> : null}
          </ul>
        </>
      )}
      {heldBack.length === 0 ? null : (
        <>
          <p className="small muted">Held back: in no commit</p>
          <ul className="lines reviewed-files" aria-label="Held back">
            {heldBack.slice(0, mostShown).map((file) => (
              <li key={file.path}>
                <Mark file={file} />
                <PathText path={file.path} />
                <Was file={file} />
              </li>
            ))}
            {heldBack.length > mostShown ? (
              <li className="small muted num">and {heldBack.length - mostShown} more</li>
            ) : null}
          </ul>
        </>
      )}
    </>
  )
}

function Was({ file: { from } }: { readonly file: ReviewedFileView }) {
  return from === null ? null : <span className="small muted cut">was {displayName(from)}</span>
}

function Mark({ file }: { readonly file: ReviewedFileView }) {
  const mark = changeMark(file.change)
  return (
    <abbr className={`mark ${mark.tone}`} title={mark.word}>
      {mark.letter}
    </abbr>
  )
}
