import type { Checkpoint } from '../../core/checkpoint/checkpoint'
import { describeError } from '../../core/errors/describe-error'
import { count } from '../../core/words/counts'
import { displayName } from '../../core/words/display-name'
import { byteWords } from '../../core/words/file-words'
import { dayAndTime } from '../../core/words/times'
import { captureFull } from '../../repo/checkpoint/capture-full'
import { listCheckpoints } from '../../repo/checkpoint/read'
import { jsonTime } from '../json-path'
import { findCheckpoints, openCheckpoints } from '../open-checkpoints'
import { type CliRepo, openRepo } from '../open-repo'
import { exitCodes, failed, misused, type Outcome, said } from '../outcome'
import { uncapturedJson, uncapturedLines } from '../uncaptured'
import { type CliContext, readArgs } from '../verb'

/** `firebreak checkpoint create|list`. */
export async function checkpoint(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('checkpoint', args, { repo: { type: 'string' }, label: { type: 'string' } }, 1)
  if (!call.ok) return call.outcome
  const { values, positionals } = call.parsed
  const [action] = positionals
  if (action !== 'create' && action !== 'list')
    return misused(
      action === undefined ? 'checkpoint needs create or list.' : `checkpoint knows no ${action}.`,
      'checkpoint',
    )
  if (action === 'list' && values.label !== undefined)
    return misused('--label belongs to checkpoint create.', 'checkpoint')
  const repo = await openRepo(values.repo, context)
  if (!repo.ok) return failed(repo.error)
  return action === 'create' ? create(repo.value, values.label ?? 'by hand', context) : list(repo.value, context)
}

/** What a person is told before the first capture of a repository. */
const notice =
  'Checkpoints keep copies of your files, also small ignored ones such as .env, on this computer only, for 30 days.'

async function create(repo: CliRepo, label: string, context: CliContext): Promise<Outcome> {
  const known = await findCheckpoints(repo, context)
  const store = await openCheckpoints(repo, context)
  if (!store.ok) return failed(store.error)
  const made = await captureFull(store.value, { label, reason: 'by-hand', sessionId: null })
  if (!made.ok) return failed(describeError(made.error))

  const { id, atMs, complete, uncaptured, files, bytes, newBytes } = made.value
  const head = `Checkpoint ${id} holds ${count(files, 'file')}, ${byteWords(bytes)}; ${newWords(newBytes)}.`
  const partial = complete ? [] : [`It is partial, without ${count(uncaptured.length, 'path')}:`]
  return said(
    {
      id,
      at: jsonTime(atMs),
      label: made.value.label,
      complete,
      uncaptured: uncapturedJson(uncaptured),
      files,
      bytes,
      newBytes,
    },
    [head, ...partial, ...uncapturedLines(uncaptured)].join('\n'),
    {
      exit: complete ? exitCodes.done : exitCodes.partial,
      notes: known.ok && known.value === null ? [...repo.notes, notice] : repo.notes,
    },
  )
}

async function list(repo: CliRepo, context: CliContext): Promise<Outcome> {
  const store = await findCheckpoints(repo, context)
  if (!store.ok) return failed(store.error)
  const listing = store.value === null ? null : await listCheckpoints(store.value)
  if (listing?.ok === false) return failed(describeError(listing.error))
  const { checkpoints, broken } = listing?.value ?? { checkpoints: [], broken: [] }
  const damaged =
    broken.length === 0 ? [] : [`${count(broken.length, 'checkpoint')} cannot be read: ${broken.join(', ')}.`]
  return said(
    checkpoints.map(({ id, atMs, label, reason, complete, sessionId }) => ({
      id,
      at: jsonTime(atMs),
      label,
      reason,
      complete,
      session: sessionId,
    })),
    checkpoints.length === 0
      ? 'No checkpoints yet.'
      : checkpoints.map((one) => line(one, context.clock.now())).join('\n'),
    { exit: broken.length === 0 ? exitCodes.done : exitCodes.partial, notes: [...repo.notes, ...damaged] },
  )
}

function line({ id, atMs, label, reason, complete }: Checkpoint, nowMs: number): string {
  const parts = [id, dayAndTime(atMs, nowMs).padEnd(15), reason.padEnd(13), displayName(label)]
  return `${parts.join('  ').trimEnd()}${complete ? '' : '  partial'}`
}

function newWords(newBytes: number): string {
  return newBytes === 0 ? 'nothing new was stored' : `${byteWords(newBytes)} newly stored`
}
