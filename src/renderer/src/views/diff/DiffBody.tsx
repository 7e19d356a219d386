import { useState } from 'react'
import { type Scope, scopeKey } from '../../../../core/diff/scope'
import { unreachable } from '../../../../core/result'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import type { Shown } from '../../stores/diff-state'
import { Button } from '../../ui/Button'
import { useDiff } from './diff-context'
import { DiffRows } from './DiffRows'
import { useScopes } from './scopes/scopes-context'

interface Props {
  readonly shown: Shown
  /** What is shown belongs to the scope before. */
  readonly reading: boolean
}

/** The rows, or why there are none. */
export function DiffBody({ shown, reading }: Props) {
  const { diff, reader, repoId } = useDiff()
  const { scope, session, nothingWritten } = useScopes()
  const place = usePlace(shown, reading)
  if (nothingWritten) return <Nothing why={session === null ? 'no-baseline' : 'no-change'} />
  switch (shown.kind) {
    case 'waiting':
      return <Empty title="Reading…" text="" />
    case 'failed':
      return <Failed message={shown.message} next={shown.next} repoId={repoId} />
    case 'nothing':
      return <Nothing why={shown.why} />
    case 'diff':
      if (shown.files.length === 0 && !reading)
        return <Empty title={nothingDiffers(scope)} text="The next change shows up here by itself." />
      return <DiffRows key={place} files={shown.files} reader={reader} onLoad={diff.load} />
    default:
      return unreachable(shown)
  }
}

/** Another value where what is read is not there any more, so that reading begins at the top. */
function usePlace(shown: Shown, reading: boolean): number {
  const { reader } = useDiff()
  const { scope } = useScopes()
  const from = shown.kind === 'diff' && shown.from.kind === 'checkpoint' ? shown.from.id : ''
  const content = `${scopeKey(scope)} ${from}`
  const [place, setPlace] = useState({ content, count: 0 })
  if (reading || place.content === content) return place.count
  const path = reader.current()?.path
  const stays = shown.kind === 'diff' && shown.files.some((file) => file.path === path)
  const count = stays ? place.count : place.count + 1
  setPlace({ content, count })
  return count
}

function Nothing({ why }: { readonly why: 'no-baseline' | 'no-change' }) {
  return why === 'no-baseline' ? (
    <Empty
      title="No session yet"
      text="A session brings a baseline to compare with. Uncommitted work is under Uncommitted."
    />
  ) : (
    <Empty title="No change yet" text="The first change of this session shows up here as it is written." />
  )
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
