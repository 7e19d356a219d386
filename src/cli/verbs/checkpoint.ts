import { openRepo } from '../open-repo'
import { failed, misused, type Outcome } from '../outcome'
import { type CliContext, readArgs } from '../verb'
import type { Action } from './checkpoint/action'

const options = {
  repo: { type: 'string' },
  label: { type: 'string' },
  path: { type: 'string', multiple: true },
  delete: { type: 'string' },
  finish: { type: 'boolean' },
  undo: { type: 'boolean' },
} as const

/** What each action takes besides `--repo`; loaded only when it is called. */
const actions = {
  create: { id: 'none', options: ['label'], load: async () => (await import('./checkpoint/create')).create },
  list: { id: 'none', options: [], load: async () => (await import('./checkpoint/list')).list },
  preview: { id: 'one', options: ['path'], load: async () => (await import('./checkpoint/preview')).preview },
  restore: { id: 'one', options: ['path', 'delete'], load: async () => (await import('./checkpoint/restore')).restore },
  undo: { id: 'none', options: [], load: async () => (await import('./checkpoint/undo')).undo },
  recover: {
    id: 'none',
    options: ['finish', 'undo'],
    load: async () => (await import('./checkpoint/recover')).recover,
  },
  verify: { id: 'maybe', options: [], load: async () => (await import('./checkpoint/verify')).verify },
  forget: { id: 'one', options: [], load: async () => (await import('./checkpoint/forget')).forget },
} as const satisfies Readonly<Record<string, ActionEntry>>

interface ActionEntry {
  readonly id: 'none' | 'one' | 'maybe'
  readonly options: readonly (keyof typeof options)[]
  readonly load: () => Promise<Action>
}

/** `firebreak checkpoint ACTION`. */
export async function checkpoint(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('checkpoint', args, options, Number.POSITIVE_INFINITY)
  if (!call.ok) return call.outcome
  const { values, positionals } = call.parsed
  const [name, ...rest] = positionals
  if (name === undefined) return misused(`checkpoint needs one of ${Object.keys(actions).join(', ')}.`, 'checkpoint')
  const entry: ActionEntry | undefined = isAction(name) ? actions[name] : undefined
  if (entry === undefined) return misused(`checkpoint knows no ${name}.`, 'checkpoint')

  const foreign = Object.keys(values).find((key) => key !== 'repo' && !entry.options.some((one) => one === key))
  if (foreign !== undefined) return misused(`--${foreign} does not belong to checkpoint ${name}.`, 'checkpoint')
  const id = entry.id === 'none' ? undefined : rest[0]
  if (entry.id === 'one' && id === undefined) return misused(`checkpoint ${name} needs a checkpoint.`, 'checkpoint')
  // `--path a b` names two: what follows the first has no name of its own.
  const more = id === undefined ? rest : rest.slice(1)
  if (values.path === undefined && more[0] !== undefined)
    return misused(`${more[0]} is one argument too many.`, 'checkpoint')

  const repo = await openRepo(values.repo, context)
  if (!repo.ok) return failed(repo.error)
  const run = await entry.load()
  return run({
    repo: repo.value,
    context,
    id: id ?? null,
    label: values.label ?? null,
    paths: [...(values.path ?? []), ...more],
    delete: values.delete ?? null,
    finish: values.finish === true,
    undo: values.undo === true,
  })
}

function isAction(name: string): name is keyof typeof actions {
  return Object.hasOwn(actions, name)
}
