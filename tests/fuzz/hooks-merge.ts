import {
  countHooks,
  type GuardHook,
  holdsExactly,
  holdsHook,
  insertHook,
  removeHook,
} from '../../src/core/guard/hooks-json'
import { mutateText } from './mutate'
import { type Chance, type FuzzTarget, must, same } from './target'

const hook: GuardHook = { type: 'command', command: "'/x/bin/guard'", timeout: 60, statusMessage: 'Looks' }

/** The hook is put behind all others and nothing else changes; a file that cannot be read is left alone. */
export const hooksMerge: FuzzTarget = {
  name: 'hooks.json',
  rounds: 400,
  round(chance) {
    const text = chance.odds(0.3) ? mutateText(hooksText(chance), chance) : hooksText(chance)
    const before = parsed(text)
    const merged = insertHook(text, hook)
    if ('kind' in merged) {
      if (merged.kind === 'broken') must(before === broken, 'called broken and is not', text)
      return
    }
    must(before !== broken, 'called whole and is broken', text)
    const { at, inserted } = merged
    const after = text.slice(0, at) + inserted + text.slice(at)
    same(parsed(after), withHook(before), 'another file')
    must(holdsHook(after, hook.command) && holdsExactly(after, hook), 'the hook is not found again', after)
    must(countHooks(after) === countHooks(text) + 1, 'another number of hooks', after)
    const removed = removeHook(after, hook.command)
    must(removed !== null && parsed(removed) !== broken, 'cannot be taken out again', after)
    must(removed !== null && !holdsHook(removed, hook.command), 'is still there', removed)
    must(removed !== null && countHooks(removed) === countHooks(text), 'took another hook with it', removed)
  },
}

const broken = Symbol('broken')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return broken
  }
}

function withHook(value: unknown): unknown {
  const root = asRecord(value)
  const hooks = asRecord(root['hooks'])
  const groups = hooks['UserPromptSubmit']
  const all = [...(Array.isArray(groups) ? groups : []), { hooks: [hook] }]
  return { ...root, hooks: { ...hooks, UserPromptSubmit: all } }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function hooksText(chance: Chance): string {
  const handler = () => ({ type: 'command', command: chance.pick(['true', 'echo "hi"', "a\\b 'c'", '💥']), timeout: 5 })
  const groups = () =>
    Array.from({ length: chance.int(3) }, () => ({
      ...(chance.odds(0.3) ? { matcher: '*' } : {}),
      hooks: Array.from({ length: chance.int(3) }, handler),
    }))
  const events: Record<string, unknown> = {}
  for (const event of ['Stop', 'UserPromptSubmit', 'SessionStart']) if (chance.odds(0.5)) events[event] = groups()
  if (chance.odds(0.05)) events['UserPromptSubmit'] = chance.pick([null, {}, 'x', 3])
  const root: Record<string, unknown> = chance.odds(0.3) ? { description: 'mine', list: [1, [2], {}] } : {}
  if (chance.odds(0.8)) root['hooks'] = chance.odds(0.05) ? chance.pick([null, [], 'x']) : events
  if (chance.odds(0.1)) root['deep'] = JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`)
  let text = JSON.stringify(root, null, chance.pick([0, 2, 4, '\t']))
  if (chance.odds(0.2)) text = text.replaceAll(':', ' :  ').replaceAll(',', ' ,')
  if (chance.odds(0.3)) text = text.replaceAll('\n', '\r\n')
  if (chance.odds(0.5)) text += chance.pick(['\n', '\r\n', '  ', '\n\n'])
  return chance.odds(0.1) ? `\ufeff${text}` : text
}
