import { useState } from 'react'
import type { MarkedFile } from '../../../../core/repo/commit-warnings'
import type { ChangedFile, RepoId } from '../../../../core/repo/repo-status'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { Button } from '../../ui/Button'
import { FileRow } from './FileRow'
import { isTicked, type StartDraft } from './use-start-draft'

interface Props {
  readonly repoId: RepoId
  readonly files: readonly ChangedFile[]
  readonly marked: ReadonlyMap<RepoPath, MarkedFile>
  readonly ticks: StartDraft['ticks']
  readonly onTicks: (ticks: StartDraft['ticks']) => void
}

/** More rows than anybody reads would only make the window slow; the ticks count for all of them. */
const shownAtFirst = 300

/** The uncommitted files, each with its tick; those that are pointed out first. */
export function FileList({ repoId, files, marked, ticks, onTicks }: Props) {
  const [all, setAll] = useState(false)
  const sorted =
    marked.size === 0
      ? files
      : [...files.filter(({ path }) => marked.has(path)), ...files.filter(({ path }) => !marked.has(path))]
  const shown = all ? sorted : sorted.slice(0, shownAtFirst)
  return (
    <ul className="files" aria-label="Uncommitted files">
      {shown.map((file) => (
        <FileRow
          key={file.path}
          repoId={repoId}
          file={file}
          marked={marked.get(file.path) ?? null}
          ticked={isTicked(file.path, ticks, marked)}
          onTick={(on) => onTicks(new Map(ticks).set(file.path, { on, marked: marked.has(file.path) }))}
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
