import { z } from 'zod'
import { recoverRestore } from '../../../../src/repo/checkpoint/restore/recover'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { openTempRepo } from '../../../support/temp-repo'
import { openBed } from '../checkpoint-bed'

// node script.mjs <repository> <FIREBREAK_HOME> <order as JSON>: one restore in a process of its own, which dies by
// SIGKILL when it comes to the named point for the nth time. Prints the answer.
const orderSchema = z.object({
  act: z.enum(['restore', 'undo', 'finish', 'take-back']),
  id: z.string().default(''),
  die: z.object({ at: z.string(), nth: z.number() }).nullable().default(null),
})
export type Order = z.input<typeof orderSchema>

const [repo = '', home = '', text = ''] = process.argv.slice(2)
const { act, id, die } = orderSchema.parse(JSON.parse(text))

let left = die?.nth ?? 0
const hooks = {
  at(point: string) {
    if (point !== die?.at) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  },
}
const { store } = await openBed(openTempRepo(repo), { home })
const all = { checkpointId: id, paths: null, confirmedDeletions: null }
const run = {
  restore: async () => {
    const asked = await restore(store, all, hooks)
    if (asked.ok || asked.error.kind !== 'many-deletions') return asked
    return restore(store, { ...all, confirmedDeletions: asked.error.deleted }, hooks)
  },
  undo: () => undoRestore(store, hooks),
  finish: () => recoverRestore(store, 'finish', hooks),
  'take-back': () => recoverRestore(store, 'undo', hooks),
}
process.stdout.write(JSON.stringify(await run[act]()))
