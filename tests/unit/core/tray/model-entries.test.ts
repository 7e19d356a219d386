import { describe, expect, it } from 'vitest'
import type { AppSnapshot, ModelChoice } from '../../../../src/core/app/snapshot'
import type { MenuEntry } from '../../../../src/core/tray/menu-entry'
import { modelEntry } from '../../../../src/core/tray/model-entries'
import { snapshotOf } from '../../../view/support/snapshot'

const choice = (modelId: string, lane: ModelChoice['lane'], configured = false): ModelChoice => ({
  modelId,
  name: modelId.toUpperCase(),
  lane,
  configured,
  gated: lane === 'spark',
  facts: [],
  efforts: ['low', 'high'],
  defaultEffort: 'low',
})
const base = snapshotOf()
const spark = base.lanes.spark.modelId

function snapshot(
  modelSwitch: Partial<AppSnapshot['modelSwitch']> = {},
  list: readonly ModelChoice[] = [],
): AppSnapshot {
  return snapshotOf({
    models: { state: 'known', configured: 'gpt-5.5', override: null, models: list },
    modelSwitch: { ...base.modelSwitch, ...modelSwitch },
  })
}

function lines(entry: MenuEntry, indent = ''): readonly string[] {
  if (entry.kind === 'separator') return [`${indent}──`]
  const mark = entry.kind === 'radio' && entry.checked ? '● ' : ''
  const below = entry.kind === 'submenu' ? entry.entries.flatMap((one) => lines(one, `${indent}  `)) : []
  return [`${indent}${mark}${entry.label}`, ...below]
}

describe('the model in the tray', () => {
  it('offers every scope, the effort, half an hour of Spark and the ways back', () => {
    const list = [choice('gpt-5.5', 'standard', true), choice(spark, 'spark')]
    const shown = modelEntry(
      snapshot(
        {
          effort: 'high',
          efforts: ['low', 'high'],
          defaultEffort: 'low',
          repository: { name: 'acme-api', file: '~/acme-api/.codex/config.toml', disabledWhy: null },
          back: { everywhere: 'Back to GPT-5.4', repository: 'Back to no model set' },
        },
        list,
      ),
    )
    const name = spark.toUpperCase()
    expect(lines(shown)).toEqual([
      'Model for new Codex sessions: GPT-5.5',
      '  ● GPT-5.5 (standard)',
      `  ${name} (Spark)`,
      '  ──',
      '  Back to GPT-5.4',
      `  ${base.lanes.spark.modelName} for 30 minutes, then back`,
      '  Effort: high',
      '    The model’s own (low)',
      '    low',
      '    ● high',
      '  Only the next session: its lane’s model',
      '    ● Its lane’s model',
      '    GPT-5.5 (standard)',
      `    ${name} (Spark)`,
      '  Only in acme-api',
      '    Back to no model set',
      '    ──',
      '    GPT-5.5 (standard)…',
      `    ${name} (Spark)…`,
    ])
  })

  it('says until when a model is lent, and why a repository is not written', () => {
    const shown = lines(
      modelEntry(
        snapshot(
          {
            timed: { place: 'everywhere', words: 'Spark until 12:36, then GPT-5.5', untilMs: 0 },
            repository: { name: 'acme-api', file: '', disabledWhy: 'Codex does not trust this repository.' },
          },
          [choice('gpt-5.5', null, true)],
        ),
      ),
    )
    expect(shown).toContain('  Spark until 12:36, then GPT-5.5')
    expect(shown).toContain('    Codex does not trust this repository.')
    expect(shown).not.toContainEqual(expect.stringContaining('30 minutes'))
  })
})
