import { labelByHand } from '../../../core/checkpoint/retention'
import { describeError } from '../../../core/errors/describe-error'
import { count } from '../../../core/words/counts'
import { byteWords } from '../../../core/words/file-words'
import { captureFull } from '../../../repo/checkpoint/capture-full'
import { jsonTime } from '../../json-path'
import { findCheckpoints, openCheckpoints } from '../../open-checkpoints'
import { exitCodes, failed, type Outcome, said } from '../../outcome'
import { thinDaily } from '../../thin-daily'
import { uncapturedJson, uncapturedLines } from '../../uncaptured'
import type { ActionCall } from './action'

/** What a person is told before the first capture of a repository. */
const notice =
  'Checkpoints keep copies of your files, also small ignored ones such as .env, on this computer only, for 30 days.'

/** `checkpoint create`: a full one, also of an unchanged tree. */
export async function create({ repo, context, label }: ActionCall): Promise<Outcome> {
  const known = await findCheckpoints(repo, context)
  const store = await openCheckpoints(repo, context)
  if (!store.ok) return failed(store.error)
  const made = await captureFull(store.value, { label: label ?? labelByHand, reason: 'by-hand', sessionId: null })
  if (!made.ok) return failed(describeError(made.error))
  await thinDaily(store.value, repo, context)

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

function newWords(newBytes: number): string {
  return newBytes === 0 ? 'nothing new was stored' : `${byteWords(newBytes)} newly stored`
}
