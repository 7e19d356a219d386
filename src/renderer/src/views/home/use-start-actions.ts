import { useRef, useState } from 'react'
import type { RepoView } from '../../../../core/app/snapshot'
import type { CommitIdentity } from '../../../../core/repo/commit'
import type { MarkedFile } from '../../../../core/repo/commit-warnings'
import type { RepoPath } from '../../../../core/repo/repo-path'
import type { WishedWay } from '../../../../core/start/passage'
import { unreachable } from '../../../../core/result'
import type { AppCommand } from '../../../../shared/contract'
import { useApp } from '../../app-context'
import type { ChangeDraft, StartDraft } from './use-start-draft'

/** What is tried, so that it can be tried again once it is agreed to. */
export interface Attempt {
  readonly does: 'commit' | 'commit-and-start' | 'start' | 'by-hand'
  readonly tryAnyway: boolean
  /** The way out of a closed gate. */
  readonly way?: WishedWay
  /** Although the baseline cannot hold everything. */
  readonly acceptPartial?: boolean
  /** The commit is made on a branch of its own. */
  readonly sideBranch?: boolean
}

interface Facts {
  readonly repo: RepoView
  readonly draft: StartDraft
  readonly change: ChangeDraft
  readonly ticked: readonly RepoPath[]
  readonly marked: ReadonlyMap<RepoPath, MarkedFile>
  readonly message: string
  readonly identity: CommitIdentity | null
}

interface StartActions {
  readonly go: (attempt: Attempt, confirmed?: boolean) => Promise<void>
  readonly pause: () => Promise<void>
  readonly holdBack: (paths: readonly RepoPath[]) => Promise<void>
  readonly lastAttempt: Attempt | null
  /** An attempt waits for its answer; meanwhile another press does nothing. */
  readonly trying: boolean
}

/** The wishes of the start card. */
export function useStartActions(facts: Facts): StartActions {
  const { repo, draft, change, ticked, marked, message, identity } = facts
  const { dispatch } = useApp()
  const run = async (command: AppCommand) => (await dispatch(command)).ok
  const [lastAttempt, setLastAttempt] = useState<Attempt | null>(null)
  const [trying, setTrying] = useState(false)
  // Two presses can come before the first one is drawn.
  const tried = useRef(false)
  const { repoId } = repo
  const { lane } = draft

  /** Whoever goes on with the line about checkpoints in view has been told. */
  const acceptCapture = () => run({ type: 'repo/accept-capture', repoId })

  const attemptOnce = async (attempt: Attempt, confirmed: boolean) => {
    const { does, tryAnyway, way } = attempt
    setLastAttempt(attempt)
    if (repo.captureNoticeDue) await acceptCapture()
    const prompt = draft.prompt.trim() === '' ? null : draft.prompt.trim()
    const markedPaths = ticked.filter((path) => marked.has(path))
    const commit = {
      repoId,
      files: [...ticked],
      message,
      identity,
      confirmed,
      // Only what there is to say besides the usual.
      ...(markedPaths.length === 0 ? {} : { markedPaths }),
      ...(draft.newFiles === null ? {} : { confirmedNewFiles: draft.newFiles }),
      ...(attempt.sideBranch === true ? { branch: 'side' as const } : {}),
    }
    const partial = attempt.acceptPartial === true ? { acceptPartial: true } : {}
    const start = { repoId, lane, prompt, tryAnyway, ...partial }
    const wish = (): AppCommand => {
      switch (does) {
        case 'by-hand':
          return { type: 'session/start-by-hand', repoId, lane, ...partial }
        case 'start':
          return { type: 'session/start', ...start, ...(way === undefined ? {} : { way }) }
        case 'commit':
          return { type: 'repo/commit', ...commit }
        case 'commit-and-start':
          return { type: 'session/commit-and-start', ...commit, ...start }
        default:
          return unreachable(does)
      }
    }
    if (!(await run(wish()))) return
    if (does === 'start' || does === 'commit-and-start') change({ prompt: '' })
    if (does === 'commit' || does === 'commit-and-start') change({ message: null, ticks: new Map(), newFiles: null })
  }

  return {
    lastAttempt,
    trying,
    async go(attempt, confirmed = false) {
      if (tried.current) return
      tried.current = true
      setTrying(true)
      try {
        await attemptOnce(attempt, confirmed)
      } finally {
        tried.current = false
        setTrying(false)
      }
    },
    async pause() {
      await run({ type: 'gate/pause', repoId, until: '30-minutes' })
    },
    async holdBack(paths) {
      for (const path of paths) await run({ type: 'repo/hold-back', repoId, path })
    },
  }
}
