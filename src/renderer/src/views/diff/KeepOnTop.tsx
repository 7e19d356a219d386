import { Pin } from 'lucide-react'
import { useApp, useSnapshot } from '../../app-context'
import { useDiff } from './diff-context'
import { useKeyBindings } from './key-bindings'

/** Keeps the window above all others; remembered for the screens it is on. */
export function KeepOnTop() {
  const { repoId } = useDiff()
  const { dispatch } = useApp()
  const on = useSnapshot((snapshot) => snapshot.onTop.includes(repoId))
  const toggle = () => void dispatch({ type: 'window/keep-on-top', repoId, on: !on })
  useKeyBindings([{ key: 't', does: 'always on top, or no longer', group: 'Window', run: toggle }])
  return (
    <button
      type="button"
      className="btn quiet slim icon"
      aria-pressed={on}
      aria-label="Always on top"
      title={on ? 'Always on top (t)' : 'Keep this window on top (t)'}
      onClick={toggle}
    >
      <Pin size={16} aria-hidden="true" />
    </button>
  )
}
