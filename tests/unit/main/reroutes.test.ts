import { describe, expect, it } from 'vitest'
import { initialState } from '../../../src/core/app/state'
import { createAppStore } from '../../../src/main/app-store'
import { sayReroutes } from '../../../src/main/reroutes'

// As 0.169.0 sent it to the client of a thread whose responses named another model (docs/codex-protocol.md).
const rerouted = {
  threadId: '01a20541-5486-7e42-b5c2-64af513af937',
  turnId: '01a20541-54aa-75a2-bd96-8c7bdbcdf5f8',
  fromModel: 'gpt-5.3-codex-spark',
  toModel: 'gpt-5.4',
  reason: 'highRiskCyberActivity',
}

function setUp() {
  const store = createAppStore(initialState({ version: '0', userHome: '/home/dev', settingsFile: '/s' }))
  const listeners = new Set<(method: string, params: unknown) => void>()
  const stop = sayReroutes({
    store,
    supervisor: {
      onNotification(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
  })
  const tell = (method: string, params: unknown): void => {
    for (const listener of listeners) listener(method, params)
  }
  return { stop, tell, notices: () => store.state().notices }
}

describe('a reroute', () => {
  it('is said with both models, once for each thread', () => {
    const { tell, notices } = setUp()
    tell('model/rerouted', rerouted)
    tell('model/rerouted', rerouted)
    expect(notices()).toMatchObject([
      {
        id: `rerouted:${rerouted.threadId}`,
        kind: 'warning',
        message: 'gpt-5.4 answered instead of gpt-5.3-codex-spark: Codex’s server rerouted the request.',
        next: 'Codex says why in the session itself. Start a new session to ask for the model again.',
      },
    ])
    tell('model/rerouted', { ...rerouted, threadId: 'another' })
    expect(notices()).toHaveLength(2)
  })

  it.each([null, {}, { ...rerouted, toModel: 7 }])('makes nothing of %j', (params) => {
    const { tell, notices } = setUp()
    tell('model/rerouted', params)
    tell('thread/started', rerouted)
    expect(notices()).toEqual([])
  })

  it('is listened for until the end', () => {
    const { stop, tell, notices } = setUp()
    stop()
    tell('model/rerouted', rerouted)
    expect(notices()).toEqual([])
  })
})
