import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { RestorePreviewView } from '../../../../core/app/checkpoint-views'
import type { RepoId } from '../../../../core/repo/repo-status'
import type { AppCommand } from '../../../../shared/contract'
import { useSnapshot } from '../../app-context'
import { useWatchedApp } from '../../refusal'
import { type Checkpoints, CheckpointsContext } from './checkpoints-context'

interface Props {
  readonly repoId: RepoId
  readonly window: 'home' | 'diff'
  readonly children: ReactNode
}

/** The checkpoints of one repository for all parts of a window that show them or ask about them. */
export function CheckpointsProvider({ repoId, window, children }: Props) {
  const view = useSnapshot((snapshot) => snapshot.checkpoints[repoId] ?? null)
  const { app, refusal } = useWatchedApp()
  const { dispatch } = app
  // On its own, so that it stays the same one while other parts of the view move.
  const told = useSnapshot(({ checkpoints }) => {
    const preview = checkpoints[repoId]?.preview ?? null
    return preview?.window === window ? preview : null
  })
  /** What there was when a preview was given up that had not come yet: the one that comes is not shown, and closed again. */
  const [givenUp, setGivenUp] = useState<{ readonly over: RestorePreviewView | null } | null>(null)
  const shown = givenUp === null ? told : null
  /** The preview that was shown when another one was asked for. */
  const [asked, setAsked] = useState<{ readonly over: RestorePreviewView | null } | null>(null)
  const [last, setLast] = useState<RestorePreviewView | null>(null)
  if (shown !== null && shown !== last) setLast(shown)
  if (shown !== null && asked !== null && shown !== asked.over) setAsked(null)
  if (shown === null && asked === null && last !== null) setLast(null)
  const asking = asked !== null

  const send = useCallback(async (command: AppCommand) => (await dispatch(command)).ok, [dispatch])
  const comesInVain = givenUp !== null && told !== null && told !== givenUp.over
  useEffect(() => {
    if (!comesInVain) return undefined
    void send({ type: 'checkpoint/close-preview', repoId })
    return () => setGivenUp(null)
  }, [comesInVain, send, repoId])

  const value = useMemo<Checkpoints>(
    () => ({
      repoId,
      window,
      view,
      asking,
      shown: shown ?? (asking ? last : null),
      refusal,
      send,
      preview(checkpointId, paths) {
        setGivenUp(null)
        setAsked({ over: told })
        void send({
          type: 'checkpoint/preview',
          repoId,
          checkpointId,
          paths: paths === null ? null : [...paths],
          window,
        }).then((accepted) => {
          if (!accepted) setAsked(null)
        })
      },
      closePreview() {
        setGivenUp(asking ? { over: told } : null)
        setAsked(null)
        setLast(null)
        void send({ type: 'checkpoint/close-preview', repoId })
      },
    }),
    [repoId, window, view, asking, told, shown, last, refusal, send],
  )
  return <CheckpointsContext value={value}>{children}</CheckpointsContext>
}
