import { useState } from 'react'
import type { MarkedFile } from '../../../../core/repo/commit-warnings'
import type { Lane } from '../../../../core/lanes/lanes'
import type { CommitIdentity } from '../../../../core/repo/commit'
import type { RepoPath } from '../../../../core/repo/repo-path'

/** A tick that the user set or took away, and whether the file was pointed out at that moment. */
export interface Tick {
  readonly on: boolean
  readonly marked: boolean
}

/** What the user has typed and ticked on the start card. */
export interface StartDraft {
  readonly lane: Lane
  readonly prompt: string
  /** Null while nothing was typed, so that the proposal stays current; what was typed is never overwritten. */
  readonly message: string | null
  readonly ticks: ReadonlyMap<RepoPath, Tick>
  /** The number of new files that the user confirmed. */
  readonly newFiles: number | null
  readonly identity: CommitIdentity
}

/** A change that depends on what is there is told what is there when it happens. */
export type ChangeDraft = (part: Partial<StartDraft> | ((now: StartDraft) => Partial<StartDraft>)) => void

const empty: StartDraft = {
  lane: 'spark',
  prompt: '',
  message: null,
  ticks: new Map(),
  newFiles: null,
  identity: { name: '', email: '' },
}

export function useStartDraft(): readonly [StartDraft, ChangeDraft] {
  const [draft, setDraft] = useState(empty)
  return [draft, (part) => setDraft((now) => ({ ...now, ...(typeof part === 'function' ? part(now) : part) }))]
}

/** Every file has a tick until it is taken away, but one that is pointed out has none until it is set with that in view. */
export function isTicked(
  path: RepoPath,
  ticks: StartDraft['ticks'],
  marked: ReadonlyMap<RepoPath, MarkedFile>,
): boolean {
  const tick = ticks.get(path)
  if (!marked.has(path)) return tick?.on ?? true
  return tick !== undefined && tick.on && tick.marked
}
