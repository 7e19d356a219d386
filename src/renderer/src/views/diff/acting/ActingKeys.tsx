import { useDiff } from '../diff-context'
import { useKeyBindings } from '../key-bindings'
import type { KeyBinding } from '../key-registry'
import type { CurrentHunk } from '../row-reader'
import { useActing } from './use-acting'

/** The keys to act on what is read: on the current hunk, or with Shift on its file. */
export function ActingKeys() {
  const { reader } = useDiff()
  const acting = useActing()
  const bind = (key: string, does: string, run: (current: CurrentHunk) => void): KeyBinding => ({
    key,
    does,
    group: 'Change',
    run() {
      const current = reader.current()
      if (current !== null) run(current)
    },
  })
  useKeyBindings([
    bind('x', 'revert the hunk', ({ path, hunkId }) =>
      hunkId === null ? acting.revertFile(path) : acting.revertHunk(path, hunkId),
    ),
    bind('X', 'revert the file', ({ path }) => acting.revertFile(path)),
    bind('s', 'stage the hunk (Uncommitted)', ({ path, hunkId }) => acting.stage(path, hunkId)),
    bind('S', 'stage the file (Uncommitted)', ({ path }) => acting.stage(path, null)),
    bind('o', 'open in editor', ({ path, hunkId }) => acting.open(path, hunkId)),
    bind('y', 'copy the path', ({ path }) => acting.copyPath(path)),
    bind('p', 'copy the patch of the hunk', ({ path, hunkId }) => acting.copyPatch(path, hunkId)),
    { key: 'P', does: 'export all as .patch', group: 'Change', run: acting.exportPatch },
  ])
  return null
}
