import { type ComponentType, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { AppCommand } from '../../shared/contract'
import { AppContext } from './app-context'
import { openAppMirror } from './stores/app-mirror'
import { keepPresses } from './steady-press'
import { systemClock } from './system-clock'
import { createTheme } from './theme'
import { ErrorBoundary } from './ui/ErrorBoundary'
import { followZoomKeys } from './zoom-keys'

const params = new URLSearchParams(window.location.search)
const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no root element')
const setTheme = createTheme(document.documentElement)

// Loaded beside the first snapshot and not behind a fallback: React shows what comes after one no sooner than 300 ms later.
const loading = viewNamed(params.get('view'), params.get('repo') ?? '').catch((fault: unknown) => failing(fault))

void Promise.all([openAppMirror(window.firebreak), loading]).then(([mirror, View]) => {
  setTheme(mirror.getState().snapshot.theme)
  mirror.subscribe(({ snapshot }) => setTheme(snapshot.theme))
  const app = {
    mirror,
    dispatch: (command: AppCommand) => window.firebreak.dispatch(command),
    clock: systemClock,
  }
  followZoomKeys(window, app)
  keepPresses(window)
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <AppContext value={app}>
          <View />
        </AppContext>
      </ErrorBoundary>
    </StrictMode>,
  )
})

async function viewNamed(name: string | null, repoId: string): Promise<ComponentType> {
  if (name === 'diff') {
    const { DiffView } = await import('./views/diff/DiffView')
    return () => <DiffView repoId={repoId} />
  }
  if (name === 'settings') return (await import('./views/settings/SettingsView')).SettingsView
  return (await import('./views/home/HomeView')).HomeView
}

/** Its code could not be loaded: the window says so as for any other fault. */
function failing(fault: unknown): ComponentType {
  return () => {
    throw fault
  }
}
