import { Fragment, useSyncExternalStore } from 'react'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { useDiff } from './diff-context'
import type { KeyBinding, KeyGroup } from './key-registry'
import { keyName } from './pressed-key'

const groups: readonly KeyGroup[] = ['Move', 'Review', 'Read', 'Change', 'Window']

/** What needs no key of ours: how everything that a mouse can press is reached without one. */
const everywhere = (mac: boolean): readonly (readonly [keys: readonly string[], does: string])[] => [
  [['Tab', 'Shift+Tab'], 'next, previous control'],
  [['Enter', 'Space'], 'press what has the focus; Space never marks'],
  [['↑', '↓'], 'choose in a row of choices, in a menu and in a list of files'],
  [['Esc'], 'close what is open'],
  [['+', '−', '0'].map((key) => keyName({ key, mod: true }, mac)), 'larger, smaller, usual size'],
]

/** Every key of the window, by what it is for. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const { keys } = useDiff()
  const bindings = useSyncExternalStore(keys.subscribe, keys.all)
  const mac = navigator.platform.startsWith('Mac')
  return (
    <Dialog title="Keys" wide titleFirst onCancel={onClose}>
      <div className="key-groups">
        {groups.map((group) => {
          const rows = rowsOf(bindings, group, mac)
          return rows.length === 0 ? null : <KeyGroupList key={group} title={group} rows={rows} />
        })}
        <KeyGroupList title="Everywhere" rows={everywhere(mac)} />
      </div>
      <div className="row">
        <span className="grow small muted">Keys rest while text is typed.</span>
        <Button onPress={onClose}>Close</Button>
      </div>
    </Dialog>
  )
}

/** Keys that do the same share a row. */
function rowsOf(bindings: readonly KeyBinding[], group: KeyGroup, mac: boolean) {
  const rows = new Map<string, string[]>()
  for (const binding of bindings) {
    if (binding.group !== group) continue
    const names = rows.get(binding.does) ?? []
    const name = keyName(binding, mac)
    if (!names.includes(name)) rows.set(binding.does, [...names, name])
  }
  return [...rows].map(([does, names]) => [names, does] as const)
}

interface GroupProps {
  readonly title: string
  readonly rows: readonly (readonly [keys: readonly string[], does: string])[]
}

function KeyGroupList({ title, rows }: GroupProps) {
  return (
    <section className="key-group" aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, does]) => (
          <div key={does} className="key-row">
            <dt>
              {keys.map((key, at) => (
                <Fragment key={key}>
                  {at === 0 ? null : <span className="hidden-text"> or </span>}
                  <kbd>{key}</kbd>
                </Fragment>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
