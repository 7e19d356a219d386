import { ChevronDown, ChevronRight, Ellipsis, Pin } from 'lucide-react'
import { memo, useContext, useId } from 'react'
import type { CheckpointItem } from '../../../../core/app/checkpoint-views'
import { checkpointName, pinnedWords, uncapturedWhy } from '../../../../core/words/checkpoint-words'
import { count } from '../../../../core/words/counts'
import { shortName } from '../../../../core/words/display-name'
import { clockTime, clockTimeWithSeconds, dayWord, timeThenDay } from '../../../../core/words/times'
import { sameData } from '../../stores/same-data'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Menu, type MenuChoice } from '../../ui/Menu'
import type { TimelineRow } from './fold-changes'
import { type ComparesCheckpoints, ComparesCheckpointsContext, useCheckpoints } from './checkpoints-context'

interface Props {
  readonly item: CheckpointItem
  readonly now: number
  readonly run: TimelineRow['run']
  /** Whether Tab comes to this item. */
  readonly current: boolean
  readonly onRun: (key: string) => void
  readonly onForget: () => void
}

/** One checkpoint of the timeline: when, why, what is missing in it, and what can be done with it. */
export const CheckpointEntry = memo(function CheckpointEntry(props: Props) {
  const { item, now, run, current, onRun, onForget } = props
  const { repoId, preview, send } = useCheckpoints()
  const id = useId()
  const tabIndex = current ? 0 : -1
  const name = checkpointName(item)
  const day = dayWord(item.atMs, now)
  const open = () => preview(item.id, null)
  const kept = item.pinned !== null
  const compares = useContext(ComparesCheckpointsContext)
  const comparing = comparisons(item, compares)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- one stop for the whole timeline; arrow keys move it
    <li className="checkpoint" tabIndex={tabIndex} aria-label={entryLabel(item, now)}>
      <p id={id} className="checkpoint-name" title={`${clockTimeWithSeconds(item.atMs)}, ${count(item.files, 'file')}`}>
        <span className="checkpoint-time num">{clockTime(item.atMs)}</span>{' '}
        {day === null ? null : <span className="num small muted">{day} </span>}
        <span className="any-break">{name}</span> {item.complete ? null : <Chip tone="warn">Partial</Chip>}{' '}
        {item.pinned === null ? null : (
          <span className="checkpoint-kept small muted">
            <Pin size="0.75rem" aria-hidden /> {pinnedWords(item.pinned)}
          </span>
        )}
      </p>
      <div className="checkpoint-buttons">
        <Button look="quiet slim" describedBy={id} tabIndex={tabIndex} onPress={open}>
          Preview
        </Button>
        <Button look="quiet slim" describedBy={id} tabIndex={tabIndex} onPress={open}>
          Restore
        </Button>
        <Menu
          label={compares === null ? 'Keep or forget' : 'Compare, keep or forget'}
          describedBy={id}
          face={<Ellipsis size="1rem" aria-hidden />}
          floating
          slim
          tabIndex={tabIndex}
          choices={[
            ...comparing,
            // A name keeps a checkpoint for good.
            ...(item.pinned === 'named'
              ? []
              : [
                  {
                    key: 'keep',
                    label: kept ? 'Do not keep' : 'Keep',
                    detail: kept ? 'It goes when its time comes' : 'It never goes by itself',
                    afterLine: comparing.length > 0,
                    onChoose: () => void send({ type: 'checkpoint/pin', repoId, checkpointId: item.id, pinned: !kept }),
                  },
                ]),
            {
              key: 'forget',
              label: 'Forget…',
              afterLine: item.pinned !== 'named' || comparing.length > 0,
              onChoose: onForget,
            },
          ]}
        />
      </div>
      {compares?.start === item.id ? <p className="checkpoint-more small from-here">Compared from here</p> : null}
      {item.complete ? null : <p className="checkpoint-more small muted any-break">Not in it: {missingWords(item)}</p>}
      {run === null ? null : (
        <button
          type="button"
          className="checkpoint-run small"
          tabIndex={tabIndex}
          aria-expanded={run.open}
          onClick={() => onRun(run.key)}
        >
          {run.open ? <ChevronDown size="0.875rem" aria-hidden /> : <ChevronRight size="0.875rem" aria-hidden />}
          {count(run.older, 'earlier change')}
        </button>
      )}
    </li>
  )
}, sameEntry)

/** A checkpoint as the start of a comparison or, where it was captured after the start, as its end. Ids sort by that order. */
function comparisons({ id }: CheckpointItem, compares: ComparesCheckpoints | null): readonly MenuChoice[] {
  if (compares === null) return []
  const { start, from, to, withNow } = compares
  if (start === id) return [{ key: 'with-now', label: 'Compare with now', onChoose: withNow }]
  const begin = { key: 'from', label: 'Compare from here', onChoose: () => from(id) }
  return start !== null && id > start
    ? [begin, { key: 'to', label: 'Compare up to here', onChoose: () => to(id) }]
    : [begin]
}

/** What is told apart from what is only passed anew with every snapshot. */
function sameEntry(before: Props, after: Props): boolean {
  return (
    before.now === after.now &&
    before.current === after.current &&
    sameData(before.run, after.run) &&
    sameData(before.item, after.item)
  )
}

function entryLabel(item: CheckpointItem, now: number): string {
  const parts = [
    `${timeThenDay(item.atMs, now)} ${checkpointName(item)}`,
    item.complete ? null : `partial, ${count(item.uncapturedCount, 'file')} not in it`,
    item.pinned === null ? null : pinnedWords(item.pinned).toLowerCase(),
  ]
  return parts.filter((part) => part !== null).join(', ')
}

function missingWords({ uncaptured, uncapturedCount }: CheckpointItem): string {
  const named = uncaptured.slice(0, 2).map(({ path, why }) => `${shortName(path, 60)} (${uncapturedWhy(why)})`)
  const others = uncapturedCount - named.length
  if (named.length === 0) return count(uncapturedCount, 'file')
  return others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ')
}
