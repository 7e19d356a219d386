import { useCallback, useEffect, useMemo, useState } from 'react'
import type { SessionView } from '../../../../core/app/session-views'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { sessionInFolder } from '../../../../core/session/session-in-folder'
import { shownSession } from '../../../../core/session/shown-session'
import { displayName } from '../../../../core/words/display-name'
import { afterNextFrame } from '../../after-frame'
import { useApp, useSnapshot } from '../../app-context'
import { createDiffStore, type DiffStore } from '../../stores/diff-store'
import { shownOf } from '../../stores/diff-state'
import { MarkersProvider } from '../../highlight/MarkersProvider'
import { useTitle } from '../../use-title'
import { CheckpointQuestions } from '../checkpoints/CheckpointQuestions'
import { CheckpointsProvider } from '../checkpoints/CheckpointsProvider'
import '../checkpoints/checkpoints.css'
import { RestoreOutcome } from '../checkpoints/RestoreOutcome'
import { Acting } from './acting/Acting'
import { BottomBar } from './BottomBar'
import './diff.css'
import './keys.css'
import { DiffBody } from './DiffBody'
import { DiffHeader } from './DiffHeader'
import { DiffRail } from './DiffRail'
import { DiffContext, useDiffState } from './diff-context'
import { createKeyRegistry } from './key-registry'
import { createRowReader } from './row-reader'
import { filesShown } from './rail/use-shown-files'
import { LayoutChoice } from './rows/LayoutChoice'
import { ScopesContext } from './scopes/scopes-context'
import { useScopeChoice } from './scopes/use-scope-choice'
import { SearchProvider } from './search/SearchProvider'
import { Summary } from './Summary'
import { useKeys } from './use-keys'
import { createViewChoices } from './view-choices'
import { WindowKeys } from './WindowKeys'

/** The live diff window of one repository. */
export function DiffView({ repoId }: { readonly repoId: string }) {
  return (
    <CheckpointsProvider repoId={repoId} window="diff">
      <LiveDiff repoId={repoId} />
    </CheckpointsProvider>
  )
}

// The same elements each time: in a burst the files are drawn again several times a second, and the rest is not.
// Below the rows: what comes and goes there takes room from their lower end, and what is read stays where it is.
const below = (
  <div className="diff-below">
    <Acting />
    <div className="diff-said">
      <CheckpointQuestions />
      <RestoreOutcome />
    </div>
  </div>
)
const layout = (
  <div className="diff-layout">
    <LayoutChoice />
  </div>
)

function LiveDiff({ repoId }: { readonly repoId: string }) {
  const { dispatch } = useApp()
  const name = useSnapshot(
    ({ repo, repoChoices, sessions }) =>
      (repo?.repoId === repoId ? repo.name : undefined) ??
      repoChoices.find((choice) => choice.repoId === repoId)?.name ??
      sessions.find((session) => session.repoId === repoId)?.repoName ??
      'repository',
  )
  const wholeSession = useSnapshot(({ sessions, compared }) => shownSession(sessions, repoId, compared))
  const reviewWish = useSnapshot(({ review }) => (review?.repoId === repoId ? review.wish : 0))
  const diff = useDiffStore(wholeSession !== null)
  const folder = useFolderOf(repoId)
  const session = useMemo(
    () => (wholeSession === null ? null : sessionInFolder(wholeSession, folder)),
    [wholeSession, folder],
  )
  const reader = useMemo(() => createRowReader(), [])
  const scopes = useScopeChoice(diff, session, reviewWish)

  useTitle(`Live diff — ${name}`)
  useEffect(() => {
    void dispatch({ type: 'diff/attach', repoId })
  }, [dispatch, repoId])
  const [keysShown, setKeysShown] = useState(false)
  const showKeys = useCallback(() => setKeysShown(true), [])
  const keys = useMemo(() => createKeyRegistry(), [])
  useKeys(keys)
  const [view] = useState(() => createViewChoices(repoId, localStorage))
  const context = useMemo(() => ({ repoId, diff, reader, keys, view }), [repoId, diff, reader, keys, view])

  return (
    <DiffContext value={context}>
      <ScopesContext value={scopes}>
        <SearchProvider>
          <div className="diff">
            <DiffHeader name={displayName(name)} />
            <Middle repoId={repoId} session={session} />
            {below}
            <BottomBar onKeys={showKeys} />
            <WindowKeys sheet={keysShown} onSheet={setKeysShown} />
          </div>
        </SearchProvider>
      </ScopesContext>
    </DiffContext>
  )
}

/** All that a save draws anew. */
function Middle({ repoId, session }: { readonly repoId: string; readonly session: SessionView | null }) {
  const state = useDiffState((now) => now)
  const whole = shownOf(state)
  const folder = useFolderOf(repoId)
  const files = filesShown(state, folder)
  const shown = useMemo(() => (whole.kind === 'diff' ? { ...whole, files } : whole), [whole, files])
  return (
    <MarkersProvider>
      <div className="diff-middle">
        <DiffRail shown={shown} allFiles={whole.kind === 'diff' ? whole.files : noFiles} session={session} />
        <main className={`diff-main ${state.reading ? 'reading' : ''}`}>
          <div className="diff-line">
            <Summary shown={shown} reading={state.reading} />
            {layout}
          </div>
          <DiffBody shown={shown} reading={state.reading} />
        </main>
      </div>
    </MarkersProvider>
  )
}

const noFiles: readonly FileDiff[] = []

function useFolderOf(repoId: string): RepoPath | null {
  return useSnapshot((snapshot) => snapshot.settings.diffFolders[repoId] ?? null)
}

function useDiffStore(hasSession: boolean): DiffStore {
  const [diff] = useState(() =>
    createDiffStore({ kind: hasSession ? 'since-baseline' : 'uncommitted' }, window, afterNextFrame),
  )
  useEffect(() => {
    diff.open()
    return diff.close
  }, [diff])
  return diff
}
