import { useState } from 'react'
import type { RestorePreviewView } from '../../../../core/app/checkpoint-views'
import { checkpointName, uncapturedWhy } from '../../../../core/words/checkpoint-words'
import { count } from '../../../../core/words/counts'
import { displayName, shortName } from '../../../../core/words/display-name'
import { exactTimeThenDay } from '../../../../core/words/times'
import { useNow } from '../../app-context'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { Dialog } from '../../ui/Dialog'
import { Problem } from '../../ui/Problem'
import { useCheckpoints } from './checkpoints-context'
import { RestoreLists } from './RestoreLists'
import { useRestoreChoice } from './use-restore-choice'

/** What a restore would do, exactly, before it is done. Shown by the window that asked for it. */
export function RestoreDialog() {
  const { shown, asking, closePreview } = useCheckpoints()
  if (shown !== null) return <Preview preview={shown} />
  if (!asking) return null
  return (
    <Dialog title="Restore" wide titleFirst onCancel={closePreview}>
      <p className="muted" role="status">
        Reading what would change…
      </p>
      <div className="row">
        <Button onPress={closePreview}>Cancel</Button>
      </div>
    </Dialog>
  )
}

function Preview({ preview }: { readonly preview: RestorePreviewView }) {
  const { repoId, view, refusal, send, preview: ask, closePreview } = useCheckpoints()
  const now = useNow(60_000)
  const choice = useRestoreChoice(preview)
  const [confirmed, setConfirmed] = useState<number | null>(null)
  const item = view?.items.find(({ id }) => id === preview.checkpointId)
  const name = item === undefined ? shortName(preview.label, 80) : checkpointName(item)
  const { base } = choice
  const noFiles = base.writeCount + base.deleteCount === 0
  const staged = base.paths === null && base.staged
  const nothing = noFiles && !staged
  const files = choice.settled ? preview.writeCount + preview.deleteCount : choice.ticked
  const restoring = view?.running === 'restore'
  const mustConfirm = preview.confirmDeletions && preview.deleteCount > 0
  const why = whyNot({
    ...choice,
    files,
    onlyStaged: noFiles && staged,
    confirmed: !mustConfirm || confirmed === preview.deleteCount,
    restoring,
  })

  return (
    <Dialog title="Restore" wide titleFirst onCancel={closePreview}>
      <p className="any-break">
        {base.paths === null ? 'Everything' : count(files, 'file')} back to{' '}
        <b className="num">{exactTimeThenDay(preview.atMs, now)}</b>, {name}
      </p>
      {base.paths === null ? null : (
        <div className="row">
          <Button look="slim" onPress={() => ask(preview.checkpointId, null)}>
            Everything of this checkpoint instead
          </Button>
        </div>
      )}
      {item === undefined || item.complete ? null : (
        <p className="small muted any-break">
          This checkpoint is partial. Not in it, and left as they are now:{' '}
          {item.uncaptured
            .map(({ path, why: missing }) => `${displayName(path)} (${uncapturedWhy(missing)})`)
            .join(', ')}
          {item.uncapturedCount > item.uncaptured.length
            ? ` and ${item.uncapturedCount - item.uncaptured.length} more`
            : ''}
        </p>
      )}
      {nothing ? (
        <p>
          <b>Nothing to restore.</b> The files are as they were then.
        </p>
      ) : null}
      <RestoreLists preview={preview} choice={choice} />
      {staged && (noFiles || preview.paths === null) ? (
        <p className="small">
          {noFiles ? 'The files are as they were then. ' : ''}What was staged then is staged again.
        </p>
      ) : null}
      {refusal === null ? null : <Problem message={refusal.message} next={refusal.next} output={refusal.output} />}
      {nothing ? (
        <div className="row">
          <Button look="primary" onPress={closePreview}>
            Close
          </Button>
        </div>
      ) : (
        <>
          <p className="small muted">
            A checkpoint of the present state is taken first, so this can be undone. Branches, what is ignored as a
            whole folder, and owners and times of files are not part of a restore.
          </p>
          <div className="restore-foot stack tight">
            {mustConfirm ? (
              <label className="restore-confirm row">
                <Checkbox
                  label={`Delete ${preview.deleteCount} of ${count(preview.filesNow, 'file')}`}
                  checked={confirmed === preview.deleteCount}
                  onChange={(ticked) => setConfirmed(ticked ? preview.deleteCount : null)}
                />
                <b className="num">
                  Delete {preview.deleteCount} of {count(preview.filesNow, 'file')}
                </b>
              </label>
            ) : null}
            <div className="row wrap">
              <Button
                look="primary"
                disabled={why !== null}
                describedBy="restore-why"
                onPress={() =>
                  void send({ type: 'checkpoint/restore', repoId, confirmedDeletions: mustConfirm ? confirmed : null })
                }
              >
                {noFiles ? 'Restore what was staged' : `Restore ${count(files, 'file')}`}
              </Button>
              <Button onPress={closePreview}>Cancel</Button>
              <span id="restore-why" className="small muted">
                {why}
              </span>
            </div>
          </div>
        </>
      )}
    </Dialog>
  )
}

/** Why the button does not work now. */
function whyNot(now: {
  readonly files: number
  /** Every file is as it was, and git's index is not. */
  readonly onlyStaged: boolean
  readonly settled: boolean
  readonly confirmed: boolean
  readonly restoring: boolean
}): string | null {
  if (now.restoring) return 'Restoring…'
  if (now.onlyStaged) return null
  if (!now.settled) return now.files === 0 ? 'Tick at least one file.' : 'Reading…'
  if (now.files === 0) return 'Nothing is left to restore.'
  return now.confirmed ? null : 'Confirm the number of deletions first.'
}
