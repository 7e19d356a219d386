// npm run soak -- [--minutes M] [--seed S]: random edits, commits, resets and garbage collections, checkpoints, restores
// and undos, kill -9 at random and at every named point; then every byte is compared. Ends with 1 at a difference.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from './lib/bundle.mjs'
import { run, runAsProgram } from './lib/project.mjs'

export async function soak(args) {
  const { values } = parseArgs({
    args,
    options: { minutes: { type: 'string', default: '2' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
  })
  if (!(Number(values.minutes) > 0)) throw new Error('--minutes needs a number above 0')
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firebreak-soak-'))
  try {
    const conductor = await bundle('tests/soak/conductor.ts', folder)
    const actor = await bundle('tests/soak/actor.ts', folder)
    console.log(`soak: ${values.minutes} min, seed ${values.seed}`)
    return await run(process.execPath, [conductor, actor, values.minutes, values.seed], { env: hermetic() })
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** A person's git settings must not change what is found. */
function hermetic() {
  return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
}

await runAsProgram(import.meta.url, soak)
