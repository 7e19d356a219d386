import { KeepOnTop } from './KeepOnTop'
import { FolderLimit } from './rail/FolderLimit'
import { FollowToggle } from './scopes/FollowToggle'
import { SearchBox } from './search/SearchBox'

/** Right of the scope, and below it where there is no room. */
export function DiffTools() {
  return (
    <div className="diff-tools">
      <FolderLimit />
      <SearchBox />
      <FollowToggle />
      <KeepOnTop />
    </div>
  )
}
