import { Space, TextWrap } from 'lucide-react'
import { useStore } from 'zustand'
import type { Whitespace } from '../../../../../core/diff/scope'
import { shownOf } from '../../../stores/diff-state'
import { Menu } from '../../../ui/Menu'
import { Segmented } from '../../../ui/Segmented'
import { sayDone } from '../acting/acting-store'
import { useDiff, useDiffState } from '../diff-context'
import { useKeyBindings } from '../key-bindings'

const layouts = [
  { value: 'unified', label: 'Unified' },
  { value: 'split', label: 'Split' },
] as const

type WhitespaceChoice = readonly [value: Whitespace, label: string]
const whitespaces: readonly [WhitespaceChoice, ...WhitespaceChoice[]] = [
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
  const nextWhitespace = () => {
    const at = whitespaces.findIndex(([value]) => value === diff.whitespace())
    const [value, label] = whitespaces[(at + 1) % whitespaces.length] ?? whitespaces[0]
    diff.setWhitespace(value)
    sayDone(diff, `White space: ${label.toLowerCase()}`)
  }
  useKeyBindings([
    {
      key: 'l',
      does: 'unified or split',
      group: 'Read',
      run: () => view.lines.setState({ layout: layout === 'split' ? 'unified' : 'split' }),
    },
    { key: 'w', does: 'wrap long lines or not', group: 'Read', run: toggleWrap },
    { key: 'W', does: 'count white space, or ignore it here or there', group: 'Read', run: nextWhitespace },
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
