import { useState } from 'react'
import type { ChangedFile, RepoId } from '../../../../core/repo/repo-status'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { Button } from '../../ui/Button'
import { FileRow } from './FileRow'

interface Props {
  readonly repoId: RepoId
  readonly files: readonly ChangedFile[]
  readonly unticked: ReadonlySet<RepoPath>
  readonly onTicks: (unticked: ReadonlySet<RepoPath>) => void
}

/** More rows than anybody reads would only make the window slow; the ticks count for all of them. */
const shownAtFirst = 300

/** The uncommitted files, each with its tick. */
export function FileList({ repoId, files, unticked, onTicks }: Props) {
  const [all, setAll] = useState(false)
  const shown = all ? files : files.slice(0, shownAtFirst)
  const setTick = (path: RepoPath, ticked: boolean) => {
    const next = new Set(unticked)
    if (ticked) next.delete(path)
    else next.add(path)
    onTicks(next)
  }
  return (
    <ul className="files" aria-label="Uncommitted files">
      {shown.map((file) => (
        <FileRow
          key={file.path}
          repoId={repoId}
          file={file}
          ticked={!unticked.has(file.path)}
          onTick={(ticked) => setTick(file.path, ticked)}
        />
      ))}
      {shown.length < files.length ? (
        <li>
          <Button look="quiet slim" onPress={() => setAll(true)}>
            Show {files.length - shown.length} more
          </Button>
        </li>
      ) : null}
    </ul>
  )
}
