import { Ellipsis } from 'lucide-react'
import { memo } from 'react'
import type { FileDiff } from '../../../../core/diff/file-diff'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { useActing, useWhyNotStage } from './acting/use-acting'

const more = <Ellipsis size={14} aria-hidden />

/** What may be done with one file. */
export const FileActions = memo(function FileActions({ file }: { readonly file: FileDiff }) {
  const acting = useActing()
  const whyNotStage = useWhyNotStage('file')
  const { path, body } = file
  const openIt = body.kind === 'binary' || body.kind === 'too-large'
  const gone = file.change === 'deleted' ? 'The file is gone' : null
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
        disabled={body.kind === 'submodule' || body.kind === 'unreadable'}
        title={whyNotRevert(file) ?? 'Take all of this file back (Shift+X)'}
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
            disabledWhy: whyNotStage,
            onChoose: () => acting.stage(path, null),
          },
          { key: 'path', label: 'Copy path', onChoose: () => acting.copyPath(path) },
          { key: 'patch', label: 'Copy patch', onChoose: () => acting.copyPatch(path, null) },
          { key: 'open', label: 'Open in editor', disabledWhy: gone, onChoose: () => acting.open(path, null) },
          {
            key: 'export',
            label: 'Export all as .patch…',
            detail: 'Everything this scope shows',
            afterLine: true,
            onChoose: acting.exportPatch,
          },
        ]}
      />
    </span>
  )
})

function whyNotRevert({ body }: FileDiff): string | null {
  if (body.kind === 'submodule') return 'A repository of its own: git submodule update takes it back'
  return body.kind === 'unreadable' ? 'It cannot be read' : null
}
