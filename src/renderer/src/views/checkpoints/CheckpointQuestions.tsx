import { InterruptedRestore } from './InterruptedRestore'
import { LossAlert } from './LossAlert'
import { RestoreDialog } from './RestoreDialog'

/** What the user has to see or answer, whatever else the window shows. `repoName` where it shows another repository. */
export function CheckpointQuestions({ repoName = null }: { readonly repoName?: string | null }) {
  return (
    <>
      <LossAlert repoName={repoName} />
      <InterruptedRestore />
      <RestoreDialog />
    </>
  )
}
