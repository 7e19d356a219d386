import { expect, it } from 'vitest'
import { initialState } from '../../../src/core/app/state'
import { createAppStore } from '../../../src/main/app-store'
import { sayUnreadLines } from '../../../src/main/unread-lines'

it('says garbage and endless lines of Codex once, and nothing of an answer that came late', () => {
  const store = createAppStore(initialState({ version: '0', userHome: '/home/dev', settingsFile: '/s' }))
  const lost = { ignored: 0, oversized: 0 }
  let read = (): void => {}
  const stop = sayUnreadLines({
    store,
    supervisor: { lostLines: () => lost },
    afterReading(listener) {
      read = listener
      return () => (read = () => {})
    },
  })
  const said = () => store.state().notices.map(({ message }) => message)
  read()
  lost.ignored = 2
  read()
  expect(said()).toEqual([])
  Object.assign(lost, { ignored: 27, oversized: 1 })
  read()
  const words =
    'Codex printed 27 lines that Firebreak cannot read and 1 line of more than 16 MB; what it said besides was understood.'
  expect(said()).toEqual([words])
  expect(store.state().notices[0]?.next).toBe('Update Codex, or remove what wraps it in your settings or PATH.')
  store.dispatch({ type: 'notice/dismissed', id: 'unread-lines' })
  lost.ignored = 40
  read()
  expect(said()).toEqual([])
  stop()
})
