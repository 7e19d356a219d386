import { AppContext, useSnapshot } from '../../app-context'
import { Refusal, useWatchedApp } from '../../refusal'
import { useTitle } from '../../use-title'
import './home.css'
import { FirstStart } from './FirstStart'
import { HomeHeader } from './HomeHeader'
import { LimitsCard } from './LimitsCard'
import { ModelQuestion } from './ModelQuestion'
import { Notices } from './Notices'
import { RepoNotices } from './RepoNotices'
import { SessionsCard } from './SessionsCard'
import { StartCard } from './StartCard'

/** The home window: start on the left, limits and sessions on the right, one below the other where it is narrow. */
export function HomeView() {
  useTitle('Firebreak')
  const repo = useSnapshot((snapshot) => snapshot.repo)
  const asking = useSnapshot((snapshot) => snapshot.modelQuestion !== null)
  const { app, refusal } = useWatchedApp()
  return (
    <AppContext value={app}>
      <Refusal value={refusal}>
        <div className="home">
          {repo === null ? null : <HomeHeader repo={repo} />}
          <Notices />
          {repo === null ? null : <RepoNotices repo={repo} />}
          <div className="home-grid">
            <main className="home-column">
              {repo === null ? <FirstStart /> : <StartCard key={repo.repoId} repo={repo} />}
            </main>
            <div className="home-column">
              <LimitsCard />
              <SessionsCard />
            </div>
          </div>
          {asking ? <ModelQuestion /> : null}
        </div>
      </Refusal>
    </AppContext>
  )
}
