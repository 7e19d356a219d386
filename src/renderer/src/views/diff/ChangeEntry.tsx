import { memo, useEffect, useId, useRef } from 'react'
import type { ChangeView } from '../../../../core/app/session-views'
import { changeLine, fileCount, writerWords } from '../../../../core/words/change-words'
import { displayName } from '../../../../core/words/display-name'
import { lineWords } from '../../../../core/words/line-words'
import { clockTime, clockTimeWithSeconds } from '../../../../core/words/times'
import { LineTotals } from './LineTotals'
import { type ComparedPoint, ComparePoints } from './timeline/ComparePoints'
import type { ScopeActions } from './scopes/scopes-context'

interface Props {
  readonly change: ChangeView
  readonly chosen: boolean
  /** It came while the window was open, and nothing came since. */
  readonly fresh: boolean
  readonly prompt: string | null
  readonly point: ComparedPoint
  readonly act: ScopeActions
}

/** One change of the timeline; choosing it shows it alone. What was not written by Codex is folded to one grey line. */
export const ChangeEntry = memo(function ChangeEntry({ change, chosen, fresh, prompt, point, act }: Props) {
  const id = useId()
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (chosen) item.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const time = clockTimeWithSeconds(change.atMs)
  const line = displayName(changeLine(change))
  const files = fileCount(change)
  const who = change.restored === null && change.headMove === null ? `${writerWords(change.writer)}, ` : ''
  const folded = change.writer === 'outside' || change.headMove !== null
  return (
    <>
      <li aria-labelledby={id} ref={item} className={fresh ? 'fresh' : undefined}>
        <button
          id={id}
          type="button"
          className={`change ${folded ? 'folded' : ''}`}
          aria-pressed={chosen}
          aria-label={`Change ${change.number}, ${time}, ${folded ? who : ''}${line}, ${lineWords(change, files)}`}
          title={change.files
            .map((file) => displayName(file.path))
            .slice(0, 20)
            .join('\n')}
          onClick={() => act.show({ kind: 'change', number: change.number })}
        >
          {folded ? (
            <span className="row small muted num-wrap">
              <span className="grow any-break">
                Change {change.number} · {line}
              </span>
              <span className="num">{clockTime(change.atMs)}</span>
            </span>
          ) : (
            <>
              <span className="row">
                <b className="num grow">Change {change.number}</b>
                <span className="faint small num">{time}</span>
              </span>
              <span className="row small muted">
                <span className="grow">{line}</span>
                <LineTotals lines={change} files={files} />
              </span>
            </>
          )}
        </button>
        <ComparePoints change={change} chosen={chosen} point={point} act={act} describedBy={id} />
      </li>
      {prompt === null ? null : (
        <li role="presentation" className="turn any-break">
          “{prompt}”
        </li>
      )}
    </>
  )
})
