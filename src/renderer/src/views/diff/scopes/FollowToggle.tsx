import { useScopes } from './scopes-context'

/** Pausing keeps what is shown as it is; the changes that come meanwhile are counted. */
export function FollowToggle() {
  const { following, missed, act } = useScopes()
  const words = following ? 'Following' : missed === 0 ? 'Paused' : `Paused, ${missed} new`
  return (
    <button
      type="button"
      className="btn follow"
      aria-label="Following"
      aria-pressed={following}
      aria-description={following ? undefined : words}
      title={following ? 'Pause: keep what is shown as it is' : 'Show what is there now'}
      onClick={() => act.setFollowing(!following)}
    >
      {words}
    </button>
  )
}
