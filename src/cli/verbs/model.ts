import { takeModelBack } from '../model-back'
import { getModel } from '../model-get'
import { setModel } from '../model-set'
import { misused, type Outcome } from '../outcome'
import { type CliContext, readArgs } from '../verb'

const scopes = { user: 'user', everywhere: 'user', repo: 'repository', repository: 'repository', next: 'next' } as const
const mostMinutes = 24 * 60

/** `firebreak model [get]`, `firebreak model set SLUG` and `firebreak model back`. */
export async function model(args: readonly string[], context: CliContext): Promise<Outcome> {
  const options = {
    repo: { type: 'string' },
    scope: { type: 'string' },
    effort: { type: 'string' },
    minutes: { type: 'string' },
    yes: { type: 'boolean' },
  } as const
  const call = readArgs('model', args, options, 2)
  if (!call.ok) return call.outcome
  const { values, positionals } = call.parsed
  const [action = 'get', slug] = positionals
  const { repo } = values
  const scope = values.scope === undefined ? 'user' : scopeOf(values.scope)
  if (scope === null) return misused('--scope is user, repo or next.', 'model')
  const given = Object.keys(values).filter((name) => name !== 'repo')
  const known = { get: [], set: ['scope', 'effort', 'minutes', 'yes'], back: ['scope'] }[action] ?? []
  const foreign = given.find((name) => !known.includes(name))
  if (!['get', 'set', 'back'].includes(action)) return misused(`model knows no ${action}.`, 'model')
  if (foreign !== undefined) return misused(`--${foreign} does not belong to model ${action}.`, 'model')
  if (action === 'set') {
    if ((slug === undefined && values.effort === undefined) || slug === '')
      return misused('model set needs the model to use.', 'model')
    const minutes = minutesOf(values.minutes)
    if (minutes === 'bad') return misused(`--minutes is a whole number from 1 to ${mostMinutes}.`, 'model')
    if (minutes !== null && scope === 'next') return misused('--minutes does not go with --scope next.', 'model')
    const effort = values.effort === 'default' ? null : values.effort
    return setModel({ model: slug ?? null, scope, effort, minutes, repo, yes: values.yes === true }, context)
  }
  if (slug !== undefined) return misused(`${slug} is one argument too many.`, 'model')
  return action === 'back' ? takeModelBack({ scope, repo }, context) : getModel(repo, context)
}

function scopeOf(name: string): 'user' | 'repository' | 'next' | null {
  return Object.entries(scopes).find(([known]) => known === name)?.[1] ?? null
}

function minutesOf(text: string | undefined): number | null | 'bad' {
  if (text === undefined) return null
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return minutes >= 1 && minutes <= mostMinutes ? minutes : 'bad'
}
