import { useId } from 'react'
import type { ChangeView } from '../../../../core/app/snapshot'
import { changeLine, writerWords } from '../../../../core/words/change-words'
import { displayName } from '../../../../core/words/display-name'
import { clockTime, clockTimeWithSeconds } from '../../../../core/words/times'

interface Props {
  readonly change: ChangeView
  readonly chosen: boolean
  readonly onChoose: () => void
  readonly prompt: string | null
}

/** One change of the timeline; choosing it shows it alone. What was not written by Codex is folded to one grey line. */
export function ChangeEntry({ change, chosen, onChoose, prompt }: Props) {
  const id = useId()
  const time = clockTimeWithSeconds(change.atMs)
  const line = displayName(changeLine(change))
  const who = change.restored === null ? `${writerWords(change.writer)}, ` : ''
  const folded = change.writer === 'outside' || change.writer === 'git'
  return (
    <>
      <li aria-labelledby={id}>
        <button
          id={id}
          type="button"
          className={`change ${folded ? 'folded' : ''}`}
          aria-pressed={chosen}
          aria-label={`Change ${change.number}, ${time}, ${folded ? who : ''}${line}, +${change.added} −${change.removed}`}
          title={change.files
            .map((file) => displayName(file.path))
            .slice(0, 20)
            .join('\n')}
          onClick={onChoose}
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
                <span className="num plus">+{change.added}</span>
                <span className="num minus">−{change.removed}</span>
              </span>
            </>
          )}
        </button>
      </li>
      {prompt === null ? null : <li className="turn any-break">“{prompt}”</li>}
    </>
  )
}
