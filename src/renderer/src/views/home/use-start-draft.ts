import { useState } from 'react'
import type { Lane } from '../../../../core/lanes/lanes'
import type { CommitIdentity } from '../../../../core/repo/commit'
import type { RepoPath } from '../../../../core/repo/repo-path'

/** What the user has typed and ticked on the start card. */
export interface StartDraft {
  readonly lane: Lane
  readonly prompt: string
  /** Null while nothing was typed, so that the proposal stays current; what was typed is never overwritten. */
  readonly message: string | null
  /** Every file has a tick until it is taken away. */
  readonly unticked: ReadonlySet<RepoPath>
  readonly identity: CommitIdentity
}

export type ChangeDraft = (part: Partial<StartDraft>) => void

const empty: StartDraft = {
  lane: 'spark',
  prompt: '',
  message: null,
  unticked: new Set(),
  identity: { name: '', email: '' },
}

export function useStartDraft(): readonly [StartDraft, ChangeDraft] {
  const [draft, setDraft] = useState(empty)
  return [draft, (part) => setDraft((before) => ({ ...before, ...part }))]
}
