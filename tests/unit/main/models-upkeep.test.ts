import { rmSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { initialState } from '../../../src/core/app/state'
import type { Account } from '../../../src/core/codex/account'
import type { CodexError } from '../../../src/core/codex/codex-error'
import { offeredModelFromRow, type OfferedModel } from '../../../src/core/lanes/lanes'
import { noLimits } from '../../../src/core/limits/limits'
import { initialLimitsState } from '../../../src/core/limits/limits-state'
import { createAppStore } from '../../../src/main/app-store'
import { createModelsUpkeep } from '../../../src/main/models-upkeep'
import { createManualClock } from '../../support/manual-clock'
import { createTempDir } from '../../support/temp-repo'

const minute = 60_000
const chatgpt: Account = { kind: 'chatgpt', plan: 'pro', email: null }
const list: readonly OfferedModel[] = [
  offeredModelFromRow({
    model: 'gpt-5.5',
    displayName: null,
    description: null,
    hidden: null,
    isDefault: null,
    upgrade: null,
    upgradeInfo: null,
    inputModalities: null,
    defaultReasoningEffort: null,
    supportedReasoningEfforts: [],
  }),
]

async function setUp() {
  const { clock, advance } = createManualClock()
  const store = createAppStore(initialState({ version: '0', userHome: '/home/dev', settingsFile: '/s' }))
  const codexHome = createTempDir('upkeep')
  /** What was asked for, oldest first: how old the list may be, or that only the configuration is read. */
  const asked: (number | 'any' | 'configured')[] = []
  const models = {
    refresh: async (maxAgeMs?: number) => void asked.push(maxAgeMs ?? 'any'),
    reread: async () => void asked.push('configured'),
  }
  const upkeep = createModelsUpkeep({ store, models, clock, codexHome })
  onTestFinished(() => {
    upkeep.stop()
    rmSync(codexHome, { recursive: true, force: true })
  })
  const limitsRead = (accountId: string, account: Account = chatgpt): void =>
    store.dispatch({
      type: 'limits/changed',
      limits: { ...initialLimitsState, account, limits: { ...noLimits, accountId }, readAtMs: clock.now() },
    })
  const modelsRead = (read: readonly OfferedModel[], problem: CodexError | null = null): void =>
    store.dispatch({ type: 'models/read', models: { list: read, configured: null, override: null, problem } })
  modelsRead(list)
  limitsRead('a')
  await upkeep.begin()
  asked.length = 0
  return { store, upkeep, asked, advance, limitsRead, modelsRead }
}

describe('what is known of models and configuration', () => {
  it('is read again with the limits once the list is half an hour old, so that a retirement is seen', async () => {
    const { asked, advance, limitsRead, modelsRead } = await setUp()
    await advance(15 * minute)
    limitsRead('a')
    expect(asked).toEqual([])
    await advance(16 * minute)
    limitsRead('a')
    expect(asked).toEqual([30 * minute])
    modelsRead([...list])
    await advance(15 * minute)
    limitsRead('a')
    expect(asked).toHaveLength(1)
  })

  it('is read again with the next limits where the list could not be read', async () => {
    const { asked, advance, limitsRead, modelsRead } = await setUp()
    modelsRead(list, { kind: 'offline', message: 'no answer' })
    await advance(2 * minute)
    limitsRead('a')
    expect(asked).toEqual([30 * minute])
  })

  it('is another account’s after a switch, also to one of the same kind', async () => {
    const { asked, advance, limitsRead } = await setUp()
    await advance(1)
    limitsRead('b')
    expect(asked).toEqual([0])
    await advance(1)
    limitsRead('b', { kind: 'api-key' })
    expect(asked).toEqual([0, 0])
  })

  it('is read again when somebody looks and a minute has passed', async () => {
    const { upkeep, asked, advance, modelsRead } = await setUp()
    upkeep.lookedAt()
    expect(asked).toEqual([])
    await advance(minute + 1)
    upkeep.lookedAt()
    expect(asked).toEqual([minute])
    modelsRead(list)
    upkeep.lookedAt()
    expect(asked).toHaveLength(1)
  })

  it('is read no more once stopped', async () => {
    const { upkeep, asked, advance, limitsRead } = await setUp()
    upkeep.stop()
    await advance(60 * minute)
    limitsRead('b')
    expect(asked).toEqual([])
  })
})
