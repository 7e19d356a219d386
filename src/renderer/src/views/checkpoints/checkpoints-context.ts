import { createContext, useContext } from 'react'
import type { CheckpointsView, RestorePreviewView } from '../../../../core/app/checkpoint-views'
import type { CheckpointId } from '../../../../core/checkpoint/checkpoint'
import type { RepoId } from '../../../../core/repo/repo-status'
import type { RepoPath } from '../../../../core/repo/repo-path'
import type { AppCommand, CommandError } from '../../../../shared/contract'

/** What every part that shows the checkpoints of one repository in one window shares. */
export interface Checkpoints {
  readonly repoId: RepoId
  readonly window: 'home' | 'diff'
  /** Null while the repository is not open. */
  readonly view: CheckpointsView | null
  /** A preview was asked for and is not here yet. */
  readonly asking: boolean
  /** The preview that this window asked for; the one before stays until its answer is here. */
  readonly shown: RestorePreviewView | null
  /** Why the last wish was refused, until the next one. */
  readonly refusal: CommandError | null
  readonly send: (command: AppCommand) => Promise<boolean>
  /** Asks what a restore would do; `paths` null stands for everything. */
  readonly preview: (checkpointId: CheckpointId, paths: readonly RepoPath[] | null) => void
  readonly closePreview: () => void
}

/** A window that can compare offers each checkpoint as the start or the end of a comparison. */
export interface ComparesCheckpoints {
  /** The checkpoint that is compared from; null while none is marked. */
  readonly start: CheckpointId | null
  readonly from: (checkpointId: CheckpointId) => void
  readonly to: (checkpointId: CheckpointId) => void
  readonly withNow: () => void
}

/** Null where nothing can be compared, as in home. */
export const ComparesCheckpointsContext = createContext<ComparesCheckpoints | null>(null)

export const CheckpointsContext = createContext<Checkpoints | null>(null)

export function useCheckpoints(): Checkpoints {
  const checkpoints = useContext(CheckpointsContext)
  if (checkpoints === null) throw new Error('used outside of CheckpointsContext')
  return checkpoints
}
