import { type ComponentType, lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import type { AppCommand } from '../../shared/contract'
import { AppContext } from './app-context'
import { openAppMirror } from './stores/app-mirror'
import { systemClock } from './system-clock'
import { createTheme } from './theme'
import { ErrorBoundary } from './ui/ErrorBoundary'
import { followZoomKeys } from './zoom-keys'

const params = new URLSearchParams(window.location.search)
const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no root element')
const setTheme = createTheme(document.documentElement)
const View = viewNamed(params.get('view'), params.get('repo') ?? '')

void openAppMirror(window.firebreak).then((mirror) => {
  setTheme(mirror.getState().snapshot.theme)
  mirror.subscribe(({ snapshot }) => setTheme(snapshot.theme))
  const app = {
    mirror,
    dispatch: (command: AppCommand) => window.firebreak.dispatch(command),
    clock: systemClock,
  }
  followZoomKeys(window, app)
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <AppContext value={app}>
          <Suspense fallback={null}>
            <View />
          </Suspense>
        </AppContext>
      </ErrorBoundary>
    </StrictMode>,
  )
})

function viewNamed(name: string | null, repoId: string): ComponentType {
  if (name === 'diff')
    return lazy(async () => {
      const { DiffView } = await import('./views/diff/DiffView')
      return { default: () => <DiffView repoId={repoId} /> }
    })
  if (name === 'settings')
    return lazy(async () => ({ default: (await import('./views/settings/SettingsView')).SettingsView }))
  return lazy(async () => ({ default: (await import('./views/home/HomeView')).HomeView }))
}
