import { act, fireEvent, render, screen, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { createDiffStore } from '../../../src/renderer/src/stores/diff-store'
import { DiffContext } from '../../../src/renderer/src/views/diff/diff-context'
import { useKeyBindings } from '../../../src/renderer/src/views/diff/key-bindings'
import { createKeyRegistry, type KeyBinding, type KeyRegistry } from '../../../src/renderer/src/views/diff/key-registry'
import { KeySheet } from '../../../src/renderer/src/views/diff/KeySheet'
import { keyName, pressedKey } from '../../../src/renderer/src/views/diff/pressed-key'
import { createRowReader } from '../../../src/renderer/src/views/diff/row-reader'
import { createViewChoices } from '../../../src/renderer/src/views/diff/view-choices'
import { useKeys } from '../../../src/renderer/src/views/diff/use-keys'
import { show } from '../support/show'
import { repoId, snapshotOf } from '../support/snapshot'

const press = { ctrlKey: false, metaKey: false, altKey: false }
const binding = (part: Partial<KeyBinding>): KeyBinding => ({
  key: 'j',
  does: 'next hunk',
  group: 'Move',
  run: vi.fn<() => void>(),
  ...part,
})

describe('a list of keys', () => {
  it('runs the newest binding of a key, and tells whoever lists them', () => {
    const keys = createKeyRegistry()
    const told = vi.fn<() => void>()
    keys.subscribe(told)
    const [first, second] = [binding({}), binding({ does: 'something else' })]
    keys.add([first])
    const takeAway = keys.add([second])
    expect(keys.handle({ ...press, key: 'j' })).toBe(true)
    expect(second.run).toHaveBeenCalledTimes(1)
    expect(keys.all()).toBe(keys.all())
    takeAway()
    keys.handle({ ...press, key: 'j' })
    expect(first.run).toHaveBeenCalledTimes(1)
    expect(keys.all()).toEqual([first])
    expect(told).toHaveBeenCalledTimes(3)
  })

  it.each([
    ['with Ctrl', { key: 'j', ctrlKey: true }],
    ['with Alt', { key: 'j', altKey: true }],
    ['another key', { key: 'x' }],
  ])('does nothing %s', (_, event) => {
    const keys = createKeyRegistry()
    const bound = binding({})
    keys.add([bound])
    expect(keys.handle({ ...press, ...event })).toBe(false)
    expect(bound.run).not.toHaveBeenCalled()
  })

  it('marks nothing while a key is held down, and goes on moving', () => {
    const keys = createKeyRegistry()
    const [move, mark] = [binding({}), binding({ key: 'r', group: 'Review' })]
    const more = binding({ key: 'm', group: 'Change', whileHeld: true })
    keys.add([move, mark, more])
    keys.handle({ ...press, key: 'm', repeat: true })
    expect(more.run).toHaveBeenCalledTimes(1)
    keys.handle({ ...press, key: 'j', repeat: true })
    expect(keys.handle({ ...press, key: 'r', repeat: true })).toBe(true)
    expect(move.run).toHaveBeenCalledTimes(1)
    expect(mark.run).not.toHaveBeenCalled()
  })
})

it.each([
  ['caps lock is on', { key: 'R', shiftKey: false }, 'r'],
  ['caps lock and Shift', { key: 'r', shiftKey: true }, 'R'],
  ['a Cyrillic keyboard', { key: 'к', code: 'KeyR', shiftKey: false }, 'r'],
  ['F3 with Shift', { key: 'F3', shiftKey: true }, 'Shift+F3'],
  ['Space with Shift', { key: ' ', shiftKey: true }, 'Shift+Space'],
  ['a sign', { key: '?', code: 'Slash', shiftKey: true }, '?'],
])('knows a key when it is %s', (_, event, key) => {
  expect(pressedKey({ ...press, ...event })).toBe(key)
})

it.each([
  [{ key: 'J' }, false, 'Shift+J'],
  [{ key: 'f', mod: true }, false, 'Ctrl+F'],
  [{ key: 'Z', mod: true }, true, '⇧⌘Z'],
  [{ key: ' ' }, false, 'Space'],
])('names %o', (key, mac, name) => {
  expect(keyName(key, mac)).toBe(name)
})

function Bound({ bindings, children }: { readonly bindings: readonly KeyBinding[]; readonly children?: ReactNode }) {
  useKeyBindings(bindings)
  return children
}

function Listening({ keys }: { readonly keys: KeyRegistry }) {
  useKeys(keys)
  return null
}

function inWindow(keys: KeyRegistry, children: ReactNode) {
  const diff = createDiffStore({ kind: 'uncommitted' }, window, (fn) => fn())
  const view = createViewChoices(repoId, localStorage)
  const context = { repoId, diff, reader: createRowReader(), keys, view }
  return (
    <DiffContext value={context}>
      <Listening keys={keys} />
      {children}
    </DiffContext>
  )
}

describe('keys of the window', () => {
  function setUp() {
    const keys = createKeyRegistry()
    const [next, find, enter] = [
      binding({}),
      binding({ key: 'f', mod: true, whileTyping: true }),
      binding({ key: 'Enter' }),
    ]
    const onPress = vi.fn<() => void>()
    render(
      inWindow(
        keys,
        <>
          <Bound bindings={[next, find, enter]} />
          <input aria-label="Name" />
          <button type="button" onClick={onPress}>
            Go
          </button>
          <div role="menu">
            <button type="button" role="menuitem">
              One
            </button>
          </div>
        </>,
      ),
    )
    return { next, find, enter }
  }

  it('work whatever has the focus', () => {
    const { next } = setUp()
    fireEvent.keyDown(document.body, { key: 'j' })
    fireEvent.keyDown(screen.getByRole('button', { name: 'Go' }), { key: 'j' })
    expect(next.run).toHaveBeenCalledTimes(2)
  })

  it('rest while text is typed, but for those that mean nothing to a text', () => {
    const { next, find } = setUp()
    const field = screen.getByRole('textbox', { name: 'Name' })
    fireEvent.keyDown(field, { key: 'j' })
    expect(next.run).not.toHaveBeenCalled()
    fireEvent.keyDown(field, { key: 'f', ctrlKey: true })
    expect(find.run).toHaveBeenCalledTimes(1)
  })

  it('rest in a menu, and a button keeps Enter', () => {
    const { next, enter } = setUp()
    fireEvent.keyDown(screen.getByRole('menuitem'), { key: 'j' })
    fireEvent.keyDown(screen.getByRole('button', { name: 'Go' }), { key: 'Enter' })
    expect(next.run).not.toHaveBeenCalled()
    expect(enter.run).not.toHaveBeenCalled()
  })

  it('leave Space to a button that was gone to by keyboard, and not to one that was clicked or marks', () => {
    const keys = createKeyRegistry()
    const scroll = binding({ key: ' ' })
    render(
      inWindow(
        keys,
        <Bound bindings={[scroll]}>
          <button type="button">Go</button>
          <button type="button" className="mark-reviewed">
            Mark reviewed
          </button>
          <input aria-label="Name" />
        </Bound>,
      ),
    )
    const go = screen.getByRole('button', { name: 'Go' })
    const space = (target: Element) => !fireEvent.keyDown(target, { key: ' ' })
    expect(space(go)).toBe(false)
    expect(space(screen.getByRole('button', { name: 'Mark reviewed' }))).toBe(true)
    fireEvent.pointerDown(go)
    act(() => go.focus())
    expect(space(go)).toBe(true)
    act(() => go.blur())
    // A dialog or a menu that it opened gives the focus back: still from the mouse.
    act(() => go.focus())
    expect(space(go)).toBe(true)
    act(() => go.blur())
    fireEvent.keyDown(document.body, { key: 'Tab' })
    act(() => go.focus())
    expect(space(go)).toBe(false)
    const field = screen.getByRole('textbox', { name: 'Name' })
    fireEvent.pointerDown(field)
    expect(space(field)).toBe(false)
    expect(scroll.run).toHaveBeenCalledTimes(3)
  })
})

it('lists every key by what it is for, and rests under the list', async () => {
  const keys = createKeyRegistry()
  const next = binding({})
  const onClose = vi.fn<() => void>()
  const bindings = [next, binding({ key: '/', does: 'search', group: 'Read' })]
  const more = binding({ key: 'f', mod: true, does: 'search', group: 'Read' })
  await show(
    inWindow(
      keys,
      <>
        <Bound bindings={[...bindings, more]} />
        <KeySheet onClose={onClose} />
      </>,
    ),
    snapshotOf(),
  )
  const sheet = within(screen.getByRole('dialog', { name: 'Keys' }))
  expect(sheet.getByRole('region', { name: 'Move' }).textContent).toContain('jnext hunk')
  expect(sheet.getByRole('region', { name: 'Read' }).textContent).toContain('/ or Ctrl+Fsearch')
  expect(sheet.getByRole('region', { name: 'Everywhere' })).toBeTruthy()
  fireEvent.keyDown(window, { key: 'j' })
  expect(next.run).not.toHaveBeenCalled()
  fireEvent.click(sheet.getByRole('button', { name: 'Close' }))
  expect(onClose).toHaveBeenCalled()
})
