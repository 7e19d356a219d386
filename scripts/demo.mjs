// npm start -- --demo [--auto]: Firebreak without an account. A scratch repository, the real codex binary (fetched once,
// kept in a cache) and a stand-in for OpenAI's service on this computer only. --auto plays it and writes a picture per step.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startBed } from '../tests/support/codex-bed/bed.mjs'
import { hasDisplay, runOnDesktop } from './lib/desktop.mjs'
import { isRoot, root, run, runAsProgram, SetupError } from './lib/project.mjs'
import { makeScratchRepo, plainPrompt } from './lib/scratch.mjs'
import { setupSystem } from './setup-system.mjs'
import { electronPath } from './setup-electron.mjs'

async function demo(args) {
  if (process.platform !== 'linux' && args.includes('--auto'))
    throw new SetupError('The demo plays by itself on Linux only. Without --auto you click through it.')
  const auto = args.includes('--auto')
  if (!hasDisplay() && !process.env.FIREBREAK_DEMO_DESKTOP) {
    if (!auto)
      throw new SetupError(
        'There is no display to click on. npm start -- --demo --auto plays the demo and writes a picture of each step.',
      )
    return runOnDesktop(process.execPath, [path.join(root, 'scripts', 'demo.mjs'), ...args], {
      env: { FIREBREAK_DEMO_DESKTOP: '1' },
    })
  }
  // The pictures and the terminal of the played demo need them.
  if (auto) await setupSystem({ desktop: true })

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firebreak-demo-'))
  const repo = path.join(folder, 'acme-api')
  makeScratchRepo(repo)
  console.log('Fetching codex, if it is not here yet …')
  const bed = await startBed({ dir: path.join(folder, 'codex'), trust: [repo] })
  await bed.control({ plainPrompt })
  const env = { ...process.env, ...bed.env, FIREBREAK_CODEX: bed.codex, FIREBREAK_HOME: path.join(folder, 'firebreak') }
  try {
    if (auto) {
      const { play } = await import('./lib/play-demo.mjs')
      return await play({ repo, env, pictures: path.join(root, 'demo-pictures') })
    }
    console.log(
      [
        `Scratch repository: ${repo}`,
        'Press "Commit 4 files and start Spark", ask Codex anything in the terminal, and read along in the live diff.',
        'Quit Firebreak (tray menu, or Ctrl+C here) to end the demo; nothing of it is kept.',
      ].join('\n'),
    )
    return await run(electronPath(), [...(isRoot ? ['--no-sandbox'] : []), root, `--repo=${repo}`], { env })
  } finally {
    await bed.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

await runAsProgram(import.meta.url, demo)
