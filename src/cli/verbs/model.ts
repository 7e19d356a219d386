import { misused, type Outcome } from '../outcome'
import { getModel } from '../model-get'
import { setModel } from '../model-set'
import { type CliContext, readArgs } from '../verb'

/** `firebreak model [get]` and `firebreak model set SLUG`. */
export async function model(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('model', args, { repo: { type: 'string' } }, 2)
  if (!call.ok) return call.outcome
  const { values, positionals } = call.parsed
  const [action = 'get', slug] = positionals
  if (action === 'get' && slug === undefined) return getModel(values.repo, context)
  if (action === 'set' && slug !== undefined && slug !== '') return setModel(slug, values.repo, context)
  return misused(action === 'set' ? 'model set needs the model to use.' : `model knows no ${action}.`, 'model')
}
