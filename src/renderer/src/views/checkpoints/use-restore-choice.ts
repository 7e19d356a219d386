import { useEffect, useMemo, useState } from 'react'
import type { RestorePreviewView } from '../../../../core/app/checkpoint-views'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { useApp } from '../../app-context'
import { sameData } from '../../stores/same-data'
import { useCheckpoints } from './checkpoints-context'

export interface RestoreChoice {
  /** The preview that the ticks choose from. */
  readonly base: RestorePreviewView
  readonly unticked: ReadonlySet<RepoPath>
  /** How many files have a tick. */
  readonly ticked: number
  /** Single files can be chosen where all of them are listed. */
  readonly canChoose: boolean
  /** The preview that is shown is the one of the ticks. */
  readonly settled: boolean
  readonly tick: (paths: readonly RepoPath[], ticked: boolean) => void
}

/** A few ticks in a row ask once. */
const askAfterMs = 250

/**
 * Which files of a preview are to be restored. Main carries out the preview that is shown, so ticks that are taken away
 * ask for a narrower one; the first one stays as what can be chosen from.
 */
export function useRestoreChoice(preview: RestorePreviewView): RestoreChoice {
  const { clock } = useApp()
  const { preview: ask } = useCheckpoints()
  const [base, setBase] = useState(preview)
  const [seen, setSeen] = useState(preview)
  const [asked, setAsked] = useState<readonly RepoPath[] | null>(null)
  const [unticked, setUnticked] = useState<ReadonlySet<RepoPath>>(new Set())
  if (preview !== seen) {
    setSeen(preview)
    const narrowed = preview.checkpointId === base.checkpointId && asked !== null && sameData(preview.paths, asked)
    if (!narrowed) {
      setBase(preview)
      if (!sameChoice(preview, base)) setUnticked(new Set())
    }
  }

  const all = useMemo(() => [...base.write, ...base.delete], [base])
  const wanted = useMemo(
    () => (unticked.size === 0 ? base.paths : all.filter((path) => !unticked.has(path))),
    [all, base, unticked],
  )
  const settled = useMemo(
    () => preview.checkpointId === base.checkpointId && sameData(preview.paths, wanted),
    [preview, base, wanted],
  )
  const none = wanted !== null && wanted.length === 0
  useEffect(() => {
    if (settled || none) return undefined
    return clock.after(askAfterMs, () => {
      setAsked(wanted)
      ask(base.checkpointId, wanted)
    })
    // oxlint-disable-next-line react/exhaustive-deps -- asking again is for another choice only
  }, [settled, none, wanted])

  return {
    base,
    unticked,
    ticked: all.length - unticked.size,
    canChoose: all.length > 1 && base.write.length === base.writeCount && base.delete.length === base.deleteCount,
    settled,
    tick: (paths, ticked) =>
      setUnticked((before) => {
        const next = new Set(before)
        for (const path of paths)
          if (ticked) next.delete(path)
          else next.add(path)
        return next
      }),
  }
}

/** Whether a fresh reading offers the same files, so that ticks keep their meaning. */
function sameChoice(a: RestorePreviewView, b: RestorePreviewView): boolean {
  return a.checkpointId === b.checkpointId && sameData([a.write, a.delete], [b.write, b.delete])
}
