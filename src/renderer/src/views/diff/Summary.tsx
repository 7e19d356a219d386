import { useMemo } from 'react'
import type { FileDiff } from '../../../../core/diff/file-diff'
import { lineTotal, linesOfFile } from '../../../../core/diff/line-total'
import { changeLine, endsWords } from '../../../../core/words/change-words'
import { count } from '../../../../core/words/counts'
import { displayName } from '../../../../core/words/display-name'
import { scopeWords } from '../../../../core/words/scope-words'
import { useNow } from '../../app-context'
import type { Shown } from '../../stores/diff-state'
import { LineTotals } from './LineTotals'
import { useScopes } from './scopes/scopes-context'
import { Spoken } from './Spoken'
import { useNewChanges } from './timeline/use-new-changes'

const none: readonly FileDiff[] = []

/** Which two ends are compared and how much differs; said aloud too, with the changes that came. */
export function Summary({ shown, reading }: { readonly shown: Shown; readonly reading: boolean }) {
  const { scope, session, points } = useScopes()
  const came = useNewChanges()
  const now = useNow(60_000)
  const files = shown.kind === 'diff' ? shown.files : none
  const lines = useMemo(() => lineTotal(files, linesOfFile), [files])
  const changed = shown.kind === 'diff' ? `${count(files.length, 'file')} changed` : ''
  const newest = came.at(-1)
  const news =
    newest === undefined
      ? ''
      : `${came.length > 1 ? `${came.length} new changes. ` : ''}Change ${newest.number}, ${displayName(changeLine(newest))}`
  const spoken = [news, changed].filter((words) => words !== '').join('. ')
  const words = shown.kind === 'diff' ? scopeWords(scope, shown.to, session, points) : ''
  const seen = shown.kind === 'diff' && (
    <p className="diff-summary small muted">
      {words === '' || reading ? null : <b>{words} · </b>}
      <span title={idsOf(shown)}>{endsWords(shown.from, shown.to, session?.baseline ?? null, now)}</span> ·{' '}
      {count(files.length, 'file')} · <LineTotals lines={lines} files={files.length} />
      {shown.whitespace === 'exact' ? null : ' · white space ignored'}
    </p>
  )
  return (
    <>
      {seen}
      <Spoken news={spoken} />
    </>
  )
}

function idsOf({ from, to }: Extract<Shown, { kind: 'diff' }>): string {
  const id = (end: typeof from) =>
    end.kind === 'checkpoint' ? end.id : end.kind === 'commit' ? end.commit : 'the disk'
  return `${id(from)} → ${id(to)}`
}
