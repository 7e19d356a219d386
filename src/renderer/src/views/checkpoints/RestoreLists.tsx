import { memo, useId, useState } from 'react'
import type { RestorePreviewView } from '../../../../core/app/checkpoint-views'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { keptWhy } from '../../../../core/words/checkpoint-words'
import { displayName } from '../../../../core/words/display-name'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { PathText } from '../../ui/PathText'
import type { RestoreChoice } from './use-restore-choice'

interface Props {
  readonly preview: RestorePreviewView
  readonly choice: RestoreChoice
}

/** The exact lists of a preview: what is written, what is deleted, and what is kept and why. */
export function RestoreLists({ preview, choice }: Props) {
  const { base } = choice
  if (base.writeCount + base.deleteCount + preview.keepCount === 0) return null
  return (
    <div className="restore-lists">
      <Part title="Written" note="as they were then" count={base.writeCount} paths={base.write} choice={choice} />
      <Part title="Deleted" note="were not there then" count={base.deleteCount} paths={base.delete} choice={choice} />
      <Kept preview={preview} />
    </div>
  )
}

interface PartProps {
  readonly title: string
  readonly note: string
  readonly count: number
  readonly paths: readonly RepoPath[]
  readonly choice: RestoreChoice
}

/** Rows that are drawn at a time. */
const page = 200

function Part({ title, note, count, paths, choice }: PartProps) {
  const id = useId()
  const [wanted, setWanted] = useState(page)
  const [current, setCurrent] = useState(0)
  if (count === 0) return null
  const shown = paths.slice(0, wanted)
  const { unticked, canChoose, tick } = choice
  const tickedHere = paths.reduce((sum, path) => sum + (unticked.has(path) ? 0 : 1), 0)
  return (
    <section aria-labelledby={id}>
      <div className="restore-title row">
        <h3 className="grow">
          <b id={id}>{title}</b>{' '}
          <span className="num">{tickedHere === paths.length ? count : `${tickedHere} of ${count}`}</span>{' '}
          <span className="small muted">{note}</span>
        </h3>
        {canChoose ? (
          <Button look="quiet slim" describedBy={id} onPress={() => tick(paths, tickedHere < paths.length)}>
            {tickedHere < paths.length ? 'Tick all' : 'Untick all'}
          </Button>
        ) : null}
      </div>
      <ul
        aria-labelledby={id}
        onKeyDown={(event) => {
          const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: shown.length - 1 }[event.key]
          if (to === undefined || !canChoose) return
          const next = Math.max(0, Math.min(to, shown.length - 1))
          setCurrent(next)
          event.currentTarget.querySelectorAll<HTMLElement>('input')[next]?.focus()
          event.preventDefault()
        }}
      >
        {shown.map((path, at) => (
          <PathRow
            key={path}
            path={path}
            ticked={canChoose ? !unticked.has(path) : null}
            tabIndex={at === Math.min(current, shown.length - 1) ? 0 : -1}
            onTick={(ticked) => {
              setCurrent(at)
              tick([path], ticked)
            }}
          />
        ))}
      </ul>
      <Rest shown={shown.length} listed={paths.length} count={count} onMore={() => setWanted(wanted + 5 * page)} />
    </section>
  )
}

const PathRow = memo(
  function PathRow(props: {
    readonly path: RepoPath
    /** Null where single files cannot be chosen. */
    readonly ticked: boolean | null
    readonly tabIndex: number
    readonly onTick: (ticked: boolean) => void
  }) {
    const { path, ticked, tabIndex, onTick } = props
    if (ticked === null)
      return (
        <li className="restore-path">
          <PathText path={path} />
        </li>
      )
    return (
      <li>
        <label className="restore-path">
          <Checkbox label={displayName(path)} checked={ticked} tabIndex={tabIndex} onChange={onTick} />
          <PathText path={path} />
        </label>
      </li>
    )
  },
  (before, after) => before.path === after.path && before.ticked === after.ticked && before.tabIndex === after.tabIndex,
)

function Kept({ preview }: { readonly preview: RestorePreviewView }) {
  const id = useId()
  const [wanted, setWanted] = useState(page)
  if (preview.keepCount === 0) return null
  const shown = preview.keep.slice(0, wanted)
  return (
    <section aria-labelledby={id}>
      <div className="restore-title row">
        <h3 className="grow">
          <b id={id}>Kept</b> <span className="num">{preview.keepCount}</span>{' '}
          <span className="small muted">left as they are</span>
        </h3>
      </div>
      <ul aria-labelledby={id}>
        {shown.map(({ path, why }) => (
          <li key={path} className="restore-path kept">
            <PathText path={path} />
            <span className="small muted">{keptWhy(why)}</span>
          </li>
        ))}
      </ul>
      <Rest
        shown={shown.length}
        listed={preview.keep.length}
        count={preview.keepCount}
        onMore={() => setWanted(wanted + 5 * page)}
      />
    </section>
  )
}

function Rest(props: {
  readonly shown: number
  readonly listed: number
  readonly count: number
  readonly onMore: () => void
}) {
  const { shown, listed, count, onMore } = props
  if (shown === count) return null
  return (
    <div className="row small muted">
      <span className="num">and {count - shown} more</span>
      {shown < listed ? (
        <Button look="quiet slim" onPress={onMore}>
          Show {Math.min(5 * page, listed - shown)} of them
        </Button>
      ) : null}
    </div>
  )
}
