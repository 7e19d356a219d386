// npm run bench -- [--list] [--only ID]... [--json FILE]: how fast and how lean the built app is, as ratios to
// references that are measured in the same run. Not part of npm test: it takes minutes and wants a quiet machine.
import path from 'node:path'
import { buildIfChanged } from './lib/build.mjs'
import { runOnDesktop } from './lib/desktop.mjs'
import { root, run, runAsProgram } from './lib/project.mjs'
import { setup } from './setup.mjs'
import { electronVersion } from './setup-electron.mjs'

async function bench(args) {
  const program = path.join(root, 'bench', 'run.mjs')
  const listOnly = args.includes('--list')
  await setup({ desktop: !listOnly })
  if (listOnly) return run(process.execPath, [program, '--list'])
  const built = await buildIfChanged()
  if (built !== 0) return built
  console.log(`Electron ${electronVersion()}, Node ${process.versions.node}`)
  return runOnDesktop(process.execPath, [program, ...args], {
    // Nobody's own settings, sessions or Codex may be found: they would be measured too.
    env: { CODEX_HOME: undefined, FIREBREAK_HOME: undefined, FIREBREAK_CODEX: undefined },
  })
}

await runAsProgram(import.meta.url, bench)
