import { type Scope, scopeKey } from '../../../../core/diff/scope'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { unreachable } from '../../../../core/result'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import type { Shown } from '../../stores/diff-state'
import { Button } from '../../ui/Button'
import { DiffRows } from './DiffRows'
import type { RowReader } from './row-reader'

interface Props {
  readonly shown: Shown
  readonly scope: Scope
  readonly reader: RowReader
  readonly onLoad: (paths: readonly RepoPath[]) => void
  readonly repoId: string
}

/** The rows, or why there are none. */
export function DiffBody({ shown, scope, reader, onLoad, repoId }: Props) {
  switch (shown.kind) {
    case 'waiting':
      return <Empty title="Reading…" text="" />
    case 'failed':
      return <Failed message={shown.message} next={shown.next} repoId={repoId} />
    case 'nothing':
      return shown.why === 'no-baseline' ? (
        <Empty
          title="No session yet"
          text="A session brings a baseline to compare with. Uncommitted work is under Uncommitted."
        />
      ) : (
        <Empty title="No change yet" text="The first change of this session shows up here as it is written." />
      )
    case 'diff':
      if (shown.files.length === 0)
        return <Empty title={nothingDiffers(scope)} text="The next change shows up here by itself." />
      return <DiffRows key={scopeKey(scope)} files={shown.files} reader={reader} onLoad={onLoad} />
    default:
      return unreachable(shown)
  }
}

function Empty({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {text === '' ? null : <p>{text}</p>}
    </div>
  )
}

function Failed({
  message,
  next,
  repoId,
}: {
  readonly message: string
  readonly next: string
  readonly repoId: string
}) {
  const { dispatch } = useApp()
  return (
    <div className="empty" role="alert">
      <h2>{displayName(message)}</h2>
      <p>{displayName(next)}</p>
      <Button onPress={() => void dispatch({ type: 'diff/attach', repoId })}>Read again</Button>
    </div>
  )
}

function nothingDiffers(scope: Scope): string {
  switch (scope.kind) {
    case 'since-baseline':
      return 'Nothing differs from the baseline'
    case 'uncommitted':
      return 'Everything is committed'
    case 'last-change':
    case 'change':
      return 'Nothing differs in this change'
    case 'turn':
      return 'Nothing differs in this turn'
    case 'between':
      return 'Nothing differs between these two'
    default:
      return unreachable(scope)
  }
}
