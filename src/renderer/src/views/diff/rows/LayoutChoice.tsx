import { Space, TextWrap } from 'lucide-react'
import { useStore } from 'zustand'
import type { Whitespace } from '../../../../../core/diff/scope'
import { shownOf } from '../../../stores/diff-state'
import { Menu } from '../../../ui/Menu'
import { Segmented } from '../../../ui/Segmented'
import { useDiff, useDiffState } from '../diff-context'
import { useKeyBindings } from '../key-bindings'

const layouts = [
  { value: 'unified', label: 'Unified' },
  { value: 'split', label: 'Split' },
] as const

const whitespaces: readonly (readonly [value: Whitespace, label: string])[] = [
  ['exact', 'Exact'],
  ['ignore-at-end', 'Ignored at the end of lines'],
  ['ignore-amount', 'Ignored in amount'],
  ['ignore-all', 'Ignored'],
]

/** How lines are laid out, and which differences in white space count. */
export function LayoutChoice() {
  const { view, diff } = useDiff()
  const { layout, wrap } = useStore(view.lines)
  const whitespace = useDiffState((state) => {
    const shown = shownOf(state)
    return shown.kind === 'diff' ? shown.whitespace : 'exact'
  })
  const toggleWrap = () => view.lines.setState({ wrap: !wrap })
  useKeyBindings([
    {
      key: 'l',
      does: 'unified or split',
      group: 'Read',
      run: () => view.lines.setState({ layout: layout === 'split' ? 'unified' : 'split' }),
    },
    { key: 'w', does: 'wrap long lines or not', group: 'Read', run: toggleWrap },
  ])
  return (
    <>
      <Segmented
        label="Layout"
        choices={layouts}
        value={layout}
        onChange={(next) => view.lines.setState({ layout: next })}
      />
      <button
        type="button"
        className="btn quiet slim icon"
        aria-label="Wrap lines"
        aria-pressed={wrap}
        title="Wrap lines (w)"
        onClick={toggleWrap}
      >
        <TextWrap size={16} aria-hidden />
      </button>
      <Menu
        label="White space"
        side="end"
        slim
        face={
          <>
            <Space size={16} aria-hidden />
            {whitespace === 'exact' ? null : <span className="small">ignored</span>}
          </>
        }
        choices={whitespaces.map(([value, label]) => ({
          key: value,
          label,
          checked: value === whitespace,
          onChoose: () => diff.setWhitespace(value),
        }))}
      />
    </>
  )
}
