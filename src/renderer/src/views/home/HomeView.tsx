import type { AppSnapshot } from '../../../../core/app/snapshot'
import type { RepoId } from '../../../../core/repo/repo-status'
import { shortName } from '../../../../core/words/display-name'
import { AppContext, useSnapshot } from '../../app-context'
import { Refusal, useWatchedApp } from '../../refusal'
import { useTitle } from '../../use-title'
import { CheckpointQuestions } from '../checkpoints/CheckpointQuestions'
import { CheckpointsProvider } from '../checkpoints/CheckpointsProvider'
import { HistoryHost } from '../limits/HistoryHost'
import '../checkpoints/checkpoints.css'
import './home.css'
import { GuardCard } from '../guard/GuardCard'
import { RefusedPrompts } from '../guard/RefusedPrompts'
import { CheckpointsCard } from './CheckpointsCard'
import { FirstStart } from './FirstStart'
import { HomeHeader } from './HomeHeader'
import { LimitsCard } from './LimitsCard'
import { ModelCard } from './model/ModelCard'
import { ModelQuestion } from './ModelQuestion'
import { Notices } from './Notices'
import { RepoNotices } from './RepoNotices'
import { SessionsCard } from './SessionsCard'
import { StartCard } from './StartCard'

/** The home window: start on the left, limits and sessions on the right, one below the other where it is narrow. */
export function HomeView() {
  useTitle('Firebreak')
  const repoId = useSnapshot((snapshot) => snapshot.repo?.repoId ?? null)
  return (
    <HistoryHost>
      {repoId === null ? (
        <Home />
      ) : (
        <CheckpointsProvider key={repoId} repoId={repoId} window="home">
          <Home />
        </CheckpointsProvider>
      )}
    </HistoryHost>
  )
}

function Home() {
  const repo = useSnapshot((snapshot) => snapshot.repo)
  const opening = useSnapshot((snapshot) => snapshot.opening)
  const asking = useSnapshot((snapshot) => snapshot.modelQuestion !== null)
  const { app, refusal } = useWatchedApp()
  return (
    <AppContext value={app}>
      <Refusal value={refusal}>
        <div className="home">
          {repo === null ? null : <HomeHeader repo={repo} />}
          {repo === null ? null : <CheckpointQuestions />}
          <OtherRepos />
          <RefusedPrompts />
          <Notices />
          {repo === null ? null : <RepoNotices repo={repo} />}
          <div className="home-grid">
            <main className="home-column">
              {repo === null ? (
                <NoRepo opening={opening} />
              ) : (
                <>
                  <StartCard key={repo.repoId} repo={repo} />
                  <CheckpointsCard />
                </>
              )}
            </main>
            <div className="home-column">
              <LimitsCard />
              <ModelCard />
              <SessionsCard />
              <GuardCard />
            </div>
          </div>
          {asking ? <ModelQuestion /> : null}
        </div>
      </Refusal>
    </AppContext>
  )
}

function NoRepo({ opening }: { readonly opening: string | null }) {
  if (opening === null) return <FirstStart />
  return (
    <section className="card">
      <p role="status" className="muted any-break">
        Opening {shortName(opening, 80)}…
      </p>
    </section>
  )
}

/** A repository with a live session is protected also while another one is shown. */
function OtherRepos() {
  const others = useSnapshot(({ repo, checkpoints, repoChoices }) =>
    Object.keys(checkpoints)
      .filter((repoId) => repoId !== repo?.repoId)
      .map((repoId) => ({ repoId, name: nameOf(repoId, repoChoices) })),
  )
  return others.map(({ repoId, name }) => (
    <CheckpointsProvider key={repoId} repoId={repoId} window="home">
      <CheckpointQuestions repoName={name} />
    </CheckpointsProvider>
  ))
}

function nameOf(repoId: RepoId, choices: AppSnapshot['repoChoices']): string {
  return choices.find((choice) => choice.repoId === repoId)?.name ?? 'another repository'
}
