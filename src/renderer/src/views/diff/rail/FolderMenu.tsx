import { useDeferredValue, useMemo } from 'react'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import { foldersOf } from '../../../../../core/diff/folder-limit'
import { count } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'
import { Menu } from '../../../ui/Menu'
import { useFolder } from './use-folder'
import { useRested } from './use-rested'

const longList = 500

/** Limits the window to one folder, for a repository that holds several projects. */
export function FolderMenu({ files }: { readonly files: readonly FileDiff[] }) {
  const [folder, setFolder] = useFolder()
  // What a menu offers can wait until the changed lines are on the screen.
  const rested = useRested(files, files.length > longList)
  const later = useDeferredValue(rested)
  const found = useMemo(() => foldersOf(later), [later])
  const folders =
    folder === null || found.some((one) => one.folder === folder) ? found : [{ folder, files: 0 }, ...found]
  if (folders.length === 0) return null
  return (
    <Menu
      label="Show only a folder"
      face={folder === null ? 'All ▾' : 'Folder ▾'}
      slim
      floating
      choices={[
        {
          key: '',
          label: 'Whole repository',
          detail: count(files.length, 'file'),
          checked: folder === null,
          onChoose: () => setFolder(null),
        },
        ...folders.map((one, at) => ({
          key: one.folder,
          label: `Only ${displayName(one.folder)}`,
          detail: count(one.files, 'file'),
          checked: one.folder === folder,
          afterLine: at === 0,
          onChoose: () => setFolder(one.folder),
        })),
      ]}
    />
  )
}
