// npm run compat -- [VERSION…]: the essential tests with other versions of Codex than `npm test` has; without any, with the
// newest that npm serves. Each is fetched once, into the cache outside of the checkout.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bin, root, run, runAsProgram } from './lib/project.mjs'

const TEST = 'tests/integration/codex/versions.test.ts'

async function compat(args) {
  const versions = args.length > 0 ? args : [await newest()]
  console.log(`codex ${versions.join(', ')}`)
  const env = { ...process.env, FIREBREAK_CODEX_VERSIONS: versions.join(',') }
  return run(bin('vitest'), ['run', '--project', 'integration', TEST], { env })
}

async function newest() {
  const { stdout } = await promisify(execFile)('npm', ['view', '@openai/codex', 'dist-tags.latest'], { cwd: root })
  return stdout.trim()
}

await runAsProgram(import.meta.url, compat)
