import { useEffect, useState } from 'react'
import type { ReviewedCommitView } from '../../../../../core/app/commit-views'
import type { CommitIdentity } from '../../../../../core/repo/commit'
import { count } from '../../../../../core/words/counts'
import type { CommandError } from '../../../../../shared/contract'
import { useApp, useSnapshot } from '../../../app-context'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'
import { Problem } from '../../../ui/Problem'
import { TextArea } from '../../../ui/TextArea'
import { CommitConsent } from '../../home/CommitConsent'
import { IdentityForm } from '../../home/IdentityForm'
import { useDiff } from '../diff-context'
import { useFolder } from '../rail/use-folder'
import { actingStoreOf } from './acting-store'
import { reviewedTotals, whyNothing } from './reviewed-totals'
import { ReviewedFiles } from './ReviewedFiles'

const nobody: CommitIdentity = { name: '', email: '' }

/** One commit of exactly the reviewed hunks: what is in it, what stays, and its message. */
export function CommitReviewedDialog({ onClose }: { readonly onClose: () => void }) {
  const { repoId } = useDiff()
  const { dispatch } = useApp()
  const shown = useSnapshot((snapshot) => snapshot.reviewedCommits[repoId])
  const [refusal, setRefusal] = useState<CommandError | null>(null)
  useEffect(() => {
    void dispatch({ type: 'reviewed/preview', repoId }).then((read) => {
      if (!read.ok) setRefusal(read.error)
    })
    return () => void dispatch({ type: 'reviewed/close', repoId })
  }, [dispatch, repoId])
  return (
    <Dialog title="Commit what was reviewed" wide onCancel={onClose}>
      {shown !== undefined ? (
        <Choice shown={shown} onClose={onClose} />
      ) : (
        <>
          {refusal === null ? (
            <p className="muted" role="status">
              Reading what is reviewed…
            </p>
          ) : (
            <Problem message={refusal.message} next={refusal.next} output={refusal.output} />
          )}
          <div className="row">
            <Button onPress={onClose}>Cancel</Button>
          </div>
        </>
      )}
    </Dialog>
  )
}

function Choice({ shown, onClose }: { readonly shown: ReviewedCommitView; readonly onClose: () => void }) {
  const { repoId, diff } = useDiff()
  const { dispatch } = useApp()
  const [message, setMessage] = useState(shown.message)
  const [also, setAlso] = useState<ReadonlySet<string>>(new Set())
  const [identity, setIdentity] = useState<CommitIdentity | null>(null)
  const [refusal, setRefusal] = useState<CommandError | null>(null)
  const [committing, setCommitting] = useState(false)
  const totals = reviewedTotals(shown, also)
  const [folder] = useFolder()
  const nothing = totals.empty ? whyNothing(shown, folder) : null
  const why = whyNot({ nothing, message, committing, identity })
  const label = `Commit ${totals.words}`

  const commit = async (confirmed: boolean, agreed: Agreed = {}) => {
    if (why !== null) return
    setRefusal(null)
    setCommitting(true)
    const done = await dispatch({
      type: 'reviewed/commit',
      repoId,
      also: [...also],
      message,
      identity: identity === null || identity.name === '' ? null : identity,
      confirmed,
      ...agreed,
    })
    setCommitting(false)
    if (!done.ok && done.error.code !== 'index-behind') {
      setRefusal(done.error)
      if (done.error.code === 'identity-missing') setIdentity(nobody)
      return
    }
    actingStoreOf(diff).setState(({ said }) => ({
      question: null,
      refusal: done.ok ? null : done.error,
      said: { text: `Committed ${totals.words}`, serial: (said?.serial ?? 0) + 1, undo: null, stays: false },
    }))
  }

  const files = (
    <>
      <ReviewedFiles
        files={shown.files}
        heldBack={shown.heldBack}
        also={also}
        onAlso={(path, ticked) =>
          setAlso((before) => new Set(ticked ? [...before, path] : [...before].filter((one) => one !== path)))
        }
      />
      {shown.files.length + shown.heldBack.length === 0 ? null : <p className="small muted num">{totals.stays}</p>}
    </>
  )
  // Nothing could be done in the dialog to make it a commit.
  if (nothing !== null && shown.files.every(({ hunks }) => hunks !== null))
    return (
      <>
        {refusal === null ? null : <Problem message={refusal.message} next={refusal.next} output={refusal.output} />}
        <p>{nothing}</p>
        {files}
        <div className="row">
          <Button onPress={onClose}>Close</Button>
        </div>
      </>
    )
  return (
    <>
      {files}
      <TextArea label="Commit message" value={message} onChange={setMessage} />
      {shown.messageFrom === 'prompts' ? (
        <p className="small muted">Proposed from the prompts of the session.</p>
      ) : null}
      {identity === null ? null : <IdentityForm identity={identity} onChange={setIdentity} />}
      {refusal?.preview !== undefined ? (
        <CommitConsent
          preview={refusal.preview}
          label={`${label} and run them`}
          onAgree={() => void commit(true)}
          onNotNow={() => setRefusal(null)}
        />
      ) : refusal === null || refusal.code === 'identity-missing' ? null : (
        <Problem message={refusal.message} next={refusal.next} output={refusal.output} />
      )}
      {refusal?.code === 'files-pointed-out' || refusal?.code === 'too-many-new-files' ? (
        <div className="row">
          <Button
            onPress={() =>
              void commit(false, { markedPaths: totals.paths, confirmedNewFiles: newFilesIn(shown, also) })
            }
          >
            Commit them all the same
          </Button>
        </div>
      ) : null}
      {refusal?.preview === undefined ? (
        <div className="row wrap">
          <Button
            look="primary"
            disabled={why !== null}
            describedBy="commit-reviewed-why"
            onPress={() => void commit(false)}
          >
            {label}
          </Button>
          <Button onPress={onClose}>Cancel</Button>
          <span id="commit-reviewed-why" className="small muted">
            {why}
          </span>
        </div>
      ) : null}
    </>
  )
}

interface Agreed {
  readonly markedPaths?: string[]
  readonly confirmedNewFiles?: number
}

/** Files that git does not know yet, which many of have to be confirmed by their number. */
function newFilesIn({ files }: ReviewedCommitView, also: ReadonlySet<string>): number {
  const taken = files.filter(({ path, hunks }) => (hunks === null ? also.has(path) : hunks.reviewed > 0))
  return taken.filter(({ change }) => change === 'added').length
}

/** Why the button does not work now. */
function whyNot(now: {
  readonly nothing: string | null
  readonly message: string
  readonly committing: boolean
  readonly identity: CommitIdentity | null
}): string | null {
  if (now.committing) return 'Committing…'
  if (now.nothing !== null) return now.nothing
  if (now.message.trim() === '') return 'Write one line.'
  return now.identity !== null && (now.identity.name === '' || now.identity.email === '')
    ? `Say who commits: ${count(2, 'field')} above.`
    : null
}
