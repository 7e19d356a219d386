import { displayName } from '../../../../../core/words/display-name'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { useFolder } from './use-folder'

/** Says that only a folder is shown, with the way back. */
export function FolderLimit() {
  const [folder, setFolder] = useFolder()
  if (folder === null) return null
  return (
    <span className="row folder-limit">
      <Chip tone="warn" title={displayName(folder)}>
        Only {displayName(folder)}
      </Chip>
      <Button look="quiet slim" onPress={() => setFolder(null)}>
        Whole repository
      </Button>
    </span>
  )
}
