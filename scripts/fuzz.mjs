// npm run fuzz -- [--minutes M] [--seed S] [--rounds R]: random and broken input for everything that reads what others write:
// JSON lines, rollouts, limits, hooks.json and config.toml. What is found names the seed that finds it again.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from './lib/bundle.mjs'
import { run, runAsProgram } from './lib/project.mjs'

async function fuzz(args) {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
      rounds: { type: 'string', default: '0' },
    },
  })
  if (!(Number(values.minutes) > 0)) throw new Error('--minutes needs a number above 0')
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firebreak-fuzz-'))
  try {
    const program = await bundle('tests/fuzz/main.ts', folder)
    console.log(`fuzz: ${values.minutes} min, seed ${values.seed}`)
    return await run(process.execPath, [program, values.minutes, values.seed, values.rounds])
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

await runAsProgram(import.meta.url, fuzz)
