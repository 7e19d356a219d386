import type { CommitWarnings } from '../../../../core/repo/commit-warnings'
import { tooManyNewFiles } from '../../../../core/repo/commit-warnings'
import { count } from '../../../../core/words/counts'
import { newFilesWords, warningSummary } from '../../../../core/words/warning-words'
import { Checkbox } from '../../ui/Checkbox'
import { Chip } from '../../ui/Chip'
import { CopyText } from '../../ui/CopyText'
import type { ChangeDraft, StartDraft } from './use-start-draft'

interface Props {
  readonly warnings: CommitWarnings
  /** How many of the ticked files are new. */
  readonly newTicked: number
  readonly confirmed: StartDraft['newFiles']
  readonly change: ChangeDraft
}

/** What has to be seen before a commit, above the files: what looks like a secret or is very large, and far too many new files. */
export function FileWarnings({ warnings, newTicked, confirmed, change }: Props) {
  const summary = warningSummary(warnings)
  const many = newFilesWords(warnings)
  if (summary === null && many === null) return null
  return (
    <div className="stack tight warnings">
      {summary === null ? null : (
        <p className="small">
          <Chip tone="warn">Look</Chip> {summary}
        </p>
      )}
      {many === null ? null : (
        <p className="small">
          <Chip tone="warn">Look</Chip> {many}
        </p>
      )}
      {warnings.ignore.length === 0 ? null : (
        <CopyText what="lines for .gitignore" text={warnings.ignore.map(({ pattern }) => pattern).join('\n')} />
      )}
      {newTicked > tooManyNewFiles ? (
        <label className="file-target">
          <Checkbox
            label={`Commit all ${count(newTicked, 'new file')}`}
            checked={confirmed === newTicked}
            onChange={(on) => change({ newFiles: on ? newTicked : null })}
          />
          Commit all {count(newTicked, 'new file')}
        </label>
      ) : null}
    </div>
  )
}
