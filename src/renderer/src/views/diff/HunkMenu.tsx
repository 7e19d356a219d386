import { Ellipsis } from 'lucide-react'
import type { Hunk } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { count } from '../../../../core/words/counts'
import { Menu } from '../../ui/Menu'
import { useActingState } from './acting/acting-store'
import { selectedLines } from './acting/line-selection'
import { useActing, useWhyNotStage } from './acting/use-acting'

const more = <Ellipsis size={14} aria-hidden />

/** What may be done with one hunk besides reading it. */
export function HunkMenu({ path, hunk }: { readonly path: RepoPath; readonly hunk: Hunk }) {
  const acting = useActing()
  const whyNotStage = useWhyNotStage('hunk')
  const selection = useActingState((state) =>
    state.selection?.path === path && state.selection.hunkId === hunk.id ? state.selection : null,
  )
  const lines = selection === null ? 0 : selectedLines(hunk, selection).length
  return (
    <>
      {selection !== null && lines > 0 ? (
        <button
          type="button"
          className="btn slim selected-lines"
          title="Take the selected lines back (x). Esc: select none"
          onClick={() => acting.revertLines(selection)}
        >
          Revert {count(lines, 'line')}
        </button>
      ) : null}
      <button
        type="button"
        className="btn quiet slim"
        title="Take this hunk back (x)"
        onClick={() => acting.revertHunk(path, hunk.id)}
      >
        Revert hunk
      </button>
      <Menu
        label="More"
        face={more}
        floating
        slim
        choices={[
          {
            key: 'stage',
            label: 'Stage hunk',
            disabledWhy: whyNotStage,
            onChoose: () => acting.stage(path, hunk.id),
          },
          { key: 'patch', label: 'Copy patch', onChoose: () => acting.copyPatch(path, hunk.id) },
          { key: 'open', label: 'Open in editor', onChoose: () => acting.open(path, hunk.id) },
        ]}
      />
    </>
  )
}
