import { ChevronDown } from 'lucide-react'
import type { RepoView } from '../../../../core/app/snapshot'
import { displayName, shortName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Menu } from '../../ui/Menu'

/** Which repository is shown, and the way to another one. */
export function HomeHeader({ repo }: { readonly repo: RepoView }) {
  const { dispatch } = useApp()
  const choices = useSnapshot((snapshot) => snapshot.repoChoices)
  const follows = useSnapshot((snapshot) => snapshot.followsSessions)
  const branch = repo.detached ? 'detached HEAD' : (repo.branch ?? 'no branch')
  return (
    <header className="home-header row">
      <div className="grow">
        <div className="row">
          <div className="home-name">
            <h1 className="cut" title={displayName(repo.name)}>
              {displayName(repo.name)}
            </h1>
            <Menu
              label={`Repository: ${displayName(repo.name)}`}
              face={<ChevronDown size="1rem" aria-hidden />}
              choices={[
                ...choices.map((choice) => ({
                  key: choice.repoId,
                  label: `${shortName(choice.name, 40)}${choice.live ? ' (session on)' : ''}`,
                  detail: shortName(choice.path, 60),
                  checked: choice.active,
                  onChoose: () => void dispatch({ type: 'repo/choose', repoId: choice.repoId }),
                })),
                {
                  key: 'choose-folder',
                  label: 'Choose folder…',
                  afterLine: choices.length > 0,
                  onChoose: () => void dispatch({ type: 'repo/choose-folder' }),
                },
                ...[true, false].map((on) => ({
                  key: on ? 'follow' : 'pin',
                  label: on ? 'Follow the newest Codex session' : `Stay on ${shortName(repo.name, 40)}`,
                  checked: follows === on,
                  afterLine: on,
                  onChoose: () => void dispatch({ type: 'settings/set', change: { key: 'followSessions', value: on } }),
                })),
              ]}
            />
          </div>
          <Chip tone="mono" title={displayName(branch)}>
            {shortName(branch, 40)}
          </Chip>
        </div>
        <p className="muted small cut" title={displayName(repo.path)}>
          {shortName(repo.path, 80)}
          {repo.watch.kind === 'starting' ? ', starting to watch' : ''}
        </p>
      </div>
      <div className="row">
        <Button onPress={() => void dispatch({ type: 'window/open', view: 'diff', repoId: repo.repoId })}>
          Live diff
        </Button>
        <Button
          look="quiet"
          label="Settings"
          onPress={() => void dispatch({ type: 'window/open', view: 'settings', repoId: null })}
        >
          Settings
        </Button>
      </div>
    </header>
  )
}
