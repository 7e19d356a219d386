import { useState } from 'react'
import type { RepoView } from '../../../../core/app/snapshot'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'
import { PathText } from '../../ui/PathText'
import { TextField } from '../../ui/TextField'

/** Which files and folders of a repository are in no checkpoint. Each step is saved at once. */
export function LeftOut({ repo }: { readonly repo: RepoView }) {
  const { dispatch } = useApp()
  const [typed, setTyped] = useState('')
  const { repoId, leftOut } = repo
  const save = (paths: readonly RepoPath[]) => dispatch({ type: 'checkpoint/leave-out', repoId, paths: [...paths] })
  const path = cleanPath(typed)
  const add = async (more: RepoPath) => {
    if (more === '' || leftOut.includes(more)) return
    const { ok } = await save([...leftOut, more])
    if (ok) setTyped('')
  }
  const suggestions = suggested(repo)
  return (
    <div className="stack tight">
      {leftOut.length === 0 ? (
        <p className="small muted">Nothing is left out by hand.</p>
      ) : (
        <ul className="left-out" aria-label="Left out">
          {leftOut.map((one) => (
            <li key={one} className="restore-path">
              <PathText path={one} />
              <Button
                look="quiet slim"
                label={`Put ${displayName(one)} back into checkpoints`}
                onPress={() => void save(leftOut.filter((other) => other !== one))}
              >
                Put back
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <div className="grow">
          <TextField
            label="File or folder to leave out"
            placeholder="File or folder, such as secrets/"
            value={typed}
            onChange={setTyped}
            onEnter={() => void add(path)}
          />
        </div>
        <Button disabled={path === ''} onPress={() => void add(path)}>
          Leave out
        </Button>
      </div>
      {suggestions.length === 0 ? null : (
        <div className="row wrap small">
          <span className="muted">Held back from commits:</span>
          {suggestions.map((one) => (
            <Button key={one} look="slim" label={`Leave out ${displayName(one)}`} onPress={() => void add(one)}>
              {displayName(one)}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

/** As checkpoints name it: from the top of the repository, without a slash at its end. */
function cleanPath(typed: string): RepoPath {
  return typed
    .trim()
    .replace(/^(\.?\/+)+/, '')
    .replace(/\/+$/, '')
}

/** What the user already keeps out of commits is what they most likely want out of checkpoints too. */
function suggested({ gate, leftOut }: RepoView): readonly RepoPath[] {
  if (gate.kind !== 'open' && gate.kind !== 'closed') return []
  return gate.heldBack
    .map((file) => file.path)
    .filter((path) => !leftOut.includes(path))
    .slice(0, 5)
}
