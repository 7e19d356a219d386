import { mayFollow } from '../core/session/follow-newest'
import type { Session, SessionId } from '../core/session/session'
import { displayName } from '../core/words/display-name'
import { surfaceWords } from '../core/words/surface-words'
import type { AppStore } from './app-store'
import type { Repositories } from './repositories'
import type { Shell } from './shell-port'

/** The active repo follows the newest Codex session, unless the user pinned it. */
export interface FollowNewest {
  /** Codex has begun to work in this session: resolves when its repository is shown, or stays in the background. */
  consider(session: Session): Promise<void>
  /** The user has chosen a repository: no session that is on now takes that choice away. */
  chosen(): void
}

const noticeId = 'followed'

export function createFollowNewest(deps: {
  readonly store: AppStore
  readonly repositories: Pick<Repositories, 'activate'>
  readonly shell: Pick<Shell, 'diffFocused' | 'isOpen' | 'notify' | 'openWindow'>
}): FollowNewest {
  const { store, repositories, shell } = deps
  /** Each session leads to one switch at the most. */
  const spent = new Set<SessionId>()

  const say = (session: Session, name: string): void => {
    const message = `${displayName(name)} is shown now: a Codex session began there (${surfaceWords(session)}).`
    const next = 'Pin a repository to stay on it.'
    store.dispatch({ type: 'notice/raised', notice: { id: noticeId, kind: 'info', message, next } })
    if (!shell.isOpen({ view: 'home' }))
      shell.notify(`Firebreak shows ${displayName(name)}`, message, () =>
        shell.openWindow({ view: 'home' }, { focus: true }),
      )
  }

  return {
    async consider(session) {
      const { activeRepoId, settings, commit, repos } = store.state()
      const follows = mayFollow({
        follows: settings.followSessions,
        activeRepoId,
        sessionRepoId: session.repoId,
        spent: spent.has(session.id),
        diffFocused: shell.diffFocused(),
        acting: commit.running !== null,
      })
      if (activeRepoId === session.repoId) spent.add(session.id)
      if (!follows) return
      spent.add(session.id)
      const opened = await repositories.activate(session.repoPath)
      if (opened.ok) say(session, repos[session.repoId]?.name ?? opened.value.name)
    },
    chosen() {
      for (const { id } of store.state().sessions) spent.add(id)
      if (store.state().notices.some(({ id }) => id === noticeId))
        store.dispatch({ type: 'notice/dismissed', id: noticeId })
    },
  }
}
