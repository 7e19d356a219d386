import type { MarkedFile } from '../../../../core/repo/commit-warnings'
import type { ChangedFile, RepoId } from '../../../../core/repo/repo-status'
import { grouped } from '../../../../core/words/counts'
import { displayName } from '../../../../core/words/display-name'
import { statusMark } from '../../../../core/words/file-words'
import { markChip, markWords } from '../../../../core/words/warning-words'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { Chip } from '../../ui/Chip'
import { PathText } from '../../ui/PathText'

interface Props {
  readonly repoId: RepoId
  readonly file: ChangedFile
  /** Why it is pointed out. */
  readonly marked: MarkedFile | null
  readonly ticked: boolean
  readonly onTick: (ticked: boolean) => void
}

/** One uncommitted file: the whole row is the target of its tick. */
export function FileRow({ repoId, file, marked, ticked, onTick }: Props) {
  const { dispatch } = useApp()
  const canHoldBack = useSnapshot((snapshot) => snapshot.settings.waysOut.holdBack)
  const mark = statusMark(file.status)
  const name = displayName(file.path)
  const { filter } = file
  return (
    <li className="file">
      <label className="file-target">
        <Checkbox label={name} checked={ticked} onChange={onTick} />
        <abbr className={`mark ${mark.tone}`} title={mark.word}>
          {mark.letter}
        </abbr>
        <PathText path={file.path} />
        {file.lines === null ? null : (
          <span className="small muted num">
            +{grouped(file.lines.added)} −{grouped(file.lines.removed)}
          </span>
        )}
      </label>
      <Button
        look="quiet slim"
        label={`Hold back ${name}`}
        disabled={!canHoldBack}
        title={
          canHoldBack
            ? 'Keep it out of the commit and out of the gate; checkpoints have it'
            : 'Holding back is switched off in the settings'
        }
        onPress={() => void dispatch({ type: 'repo/hold-back', repoId, path: file.path })}
      >
        Hold back
      </Button>
      {marked === null ? null : (
        <p className="file-note">
          <Chip tone="warn">{markChip(marked)}</Chip> {markWords(marked)}
        </p>
      )}
      {file.from === null ? null : <p className="file-note mono any-break">was {displayName(file.from)}</p>}
      {file.stagedDiffers ? (
        <p className="file-note">
          <Chip tone="warn">staged part differs</Chip> The file is committed as it is on disk; what is staged now is
          left out.
        </p>
      ) : null}
      {file.status === 'undecided' && filter !== null ? (
        <p className="file-note">
          <span className="grow">Cannot tell without running {displayName(filter)}.</span>
          <Button look="slim" onPress={() => void dispatch({ type: 'repo/consent-filter', repoId, filter })}>
            Check with {displayName(filter)}
          </Button>
        </p>
      ) : null}
    </li>
  )
}
