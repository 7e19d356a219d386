import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { captureChange } from '../../../src/repo/checkpoint/capture-change'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { forgetCheckpoint } from '../../../src/repo/checkpoint/retention/forget'
import { createRandom } from '../../support/random'
import { openTempRepo } from '../../support/temp-repo'
import { openBed } from './checkpoint-bed'

// node script.mjs <repository> <FIREBREAK_HOME> write|forget <seed> <times>: captures or forgets at random, prints how
// many of each error there were.

const [repo = '', home = '', what, seed = '1', times = '1'] = process.argv.slice(2)
const bed = await openBed(openTempRepo(repo), { home })
const random = createRandom(Number(seed))
const note = { label: '', reason: 'by-hand', sessionId: null } as const
const errors: Record<string, number> = {}

for (let round = 0; round < Number(times); round++) {
  const answer = await (what === 'write' ? write() : forget())
  if (answer !== null && !answer.ok) errors[answer.error.kind] = (errors[answer.error.kind] ?? 0) + 1
}
process.stdout.write(JSON.stringify(errors))

function write() {
  // The same few contents come and go, so that writers rely on objects that others just forgot.
  const path = `f${Math.floor(random() * 4)}.txt`
  writeFileSync(join(repo, path), `content ${Math.floor(random() * 3)}\n`)
  return random() < 0.3 ? captureFull(bed.store, note) : captureChange(bed.store, { paths: [path] }, note)
}

async function forget() {
  const ids = bed.store.refs.list()
  const id = ids[Math.floor(random() * ids.length)]
  return id === undefined || ids.length < 4 ? null : forgetCheckpoint(bed.store, id)
}
