import { memo } from 'react'
import type { RepoPath } from '../../../core/repo/repo-path'
import { displayName } from '../../../core/words/display-name'

/** Characters of a name that always stay, so that its extension can be read. */
const tailLength = 10

const letters = new Intl.Segmenter()

/** A path that gives way where it says least: first its folders from the left, then the middle of its name. */
export const PathText = memo(function PathText({ path }: { readonly path: RepoPath }) {
  const slash = path.lastIndexOf('/') + 1
  const name = Array.from(letters.segment(displayName(path.slice(slash))), ({ segment }) => segment)
  const cut = Math.max(0, name.length - tailLength)
  return (
    <bdi className="path mono" title={displayName(path)}>
      {slash === 0 ? null : (
        <span className="path-folder">
          <bdi>{displayName(path.slice(0, slash))}</bdi>
        </span>
      )}
      {cut === 0 ? null : <span className="path-name">{name.slice(0, cut).join('')}</span>}
      <span className="path-tail">{name.slice(cut).join('')}</span>
    </bdi>
  )
})
