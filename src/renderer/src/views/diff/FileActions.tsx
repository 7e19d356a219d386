import { Ellipsis } from 'lucide-react'
import { memo } from 'react'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { shortName } from '../../../../core/words/display-name'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { useActing, useWhyNotStage } from './acting/use-acting'
import { useFolder } from './rail/use-folder'

const more = <Ellipsis size={14} aria-hidden />

type BodyKind = FileDiff['body']['kind']

interface Props {
  readonly path: RepoPath
  readonly change: FileDiff['change']
  readonly kind: BodyKind
  /** A submodule at the same commit: what there is to do with it is done in there. */
  readonly editedInside: boolean
}

/** What may be done with one file: the same after each save of it. */
export const FileActions = memo(function FileActions({ path, change, kind, editedInside }: Props) {
  const acting = useActing()
  const whyNotStage = useWhyNotStage('file')
  const [folder] = useFolder()
  const openIt = kind === 'binary' || kind === 'too-large'
  const gone = change === 'deleted' ? 'The file is gone' : null
  return (
    <span className="file-actions">
      {openIt && gone === null ? (
        <Button
          look="quiet slim"
          title="With your editor, else with the desktop's choice"
          onPress={() => acting.open(path, null)}
        >
          Open
        </Button>
      ) : null}
      <Button
        look="quiet slim"
        disabled={kind === 'submodule' || kind === 'unreadable'}
        title={whyNotRevert(kind, editedInside) ?? 'Take all of this file back (Shift+X)'}
        onPress={() => acting.revertFile(path)}
      >
        Revert file
      </Button>
      <Menu
        label="More for this file"
        face={more}
        floating
        slim
        choices={[
          {
            key: 'stage',
            label: 'Stage file',
            disabledWhy: editedInside ? ownRepository : whyNotStage,
            onChoose: () => acting.stage(path, null),
          },
          { key: 'path', label: 'Copy path', onChoose: () => acting.copyPath(path) },
          { key: 'patch', label: 'Copy patch', onChoose: () => acting.copyPatch(path, null) },
          { key: 'open', label: 'Open in editor', disabledWhy: gone, onChoose: () => acting.open(path, null) },
          {
            key: 'export',
            label: 'Export all as .patch…',
            detail: folder === null ? 'Everything this scope shows' : `Only ${shortName(folder, 40)}`,
            afterLine: true,
            onChoose: acting.exportPatch,
          },
        ]}
      />
    </span>
  )
})

const ownRepository = 'A repository of its own: its changes are for its own git'

function whyNotRevert(kind: BodyKind, editedInside: boolean): string | null {
  if (editedInside) return ownRepository
  if (kind === 'submodule') return 'A repository of its own: git submodule update takes it back'
  return kind === 'unreadable' ? 'It cannot be read' : null
}
