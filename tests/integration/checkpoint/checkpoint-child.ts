import { createTempDir, openTempRepo } from '../../support/temp-repo'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { openBed, take } from './checkpoint-bed'

// node script.mjs <repository> <FIREBREAK_HOME> full|change <times> [path…]: captures all at once, prints what came of it.
const [repo = '', home = createTempDir('home'), kind, times = '1', ...paths] = process.argv.slice(2)

const bed = await openBed(openTempRepo(repo), { home })
const note = { label: `by ${process.pid}`, reason: 'by-hand', sessionId: null } as const
const results = await Promise.all(
  Array.from({ length: Number(times) }, async () =>
    kind === 'change' ? bed.change(...paths) : take(await captureFull(bed.store, note)),
  ),
)
process.stdout.write(JSON.stringify(results))
