// npm start: installs what is missing, builds what has changed and starts the app.
//   npm start -- [--repo PATH] [--show VIEW] [--hidden]   the app's own arguments
//   npm start -- --demo [--auto]                          a scratch repository and a stand-in for the service
import path from 'node:path'
import { buildIfChanged } from './lib/build.mjs'
import { hasDisplay, runOnDesktop } from './lib/desktop.mjs'
import { isRoot, root, run, runAsProgram } from './lib/project.mjs'
import { keepPicture, pictureFile } from './lib/desktop-picture.mjs'
import { setup } from './setup.mjs'
import { electronPath } from './setup-electron.mjs'

const ON_VIRTUAL_DESKTOP = 'FIREBREAK_ON_VIRTUAL_DESKTOP'
const REPO = '--repo='
const WITH_VALUE = new Set(['--repo', '--show'])

async function start(args) {
  if (process.env[ON_VIRTUAL_DESKTOP]) return startApp(args)

  await setup({ desktop: !hasDisplay() })
  const built = await buildIfChanged()
  if (built !== 0) return built

  if (args.includes('--demo')) {
    const rest = args.filter((argument) => argument !== '--demo')
    return run(process.execPath, [path.join(root, 'scripts', 'demo.mjs'), ...rest])
  }
  const appArgs = joinOptions(args)
  if (hasDisplay()) return startApp(appArgs)

  console.log(
    [
      'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so Firebreak runs on a virtual desktop.',
      `A picture of it, renewed every few seconds: ${pictureFile()}`,
      'Ctrl+C ends it.',
    ].join('\n'),
  )
  return runOnDesktop(process.execPath, [path.join(root, 'scripts', 'start.mjs'), ...appArgs], {
    keepHome: true,
    env: { [ON_VIRTUAL_DESKTOP]: '1' },
  })
}

/**
 * Joins `--repo PATH` and `--show VIEW` into one word each, because Chromium moves switches in front of other words when
 * a second start hands over its arguments. A relative path is meant as seen from where the person called npm.
 */
function joinOptions(args) {
  const joined = []
  for (let i = 0; i < args.length; i++) {
    const word = WITH_VALUE.has(args[i]) && i + 1 < args.length ? `${args[i]}=${args[++i]}` : args[i]
    joined.push(word.startsWith(REPO) ? REPO + path.resolve(process.env.INIT_CWD ?? '', word.slice(REPO.length)) : word)
  }
  return joined
}

async function startApp(args) {
  const virtual = Boolean(process.env[ON_VIRTUAL_DESKTOP])
  const switches = []
  // Chromium refuses to start as root with its sandbox on. Nobody else's is turned off.
  if (isRoot) switches.push('--no-sandbox')
  if (virtual) switches.push('--disable-gpu')
  const { [ON_VIRTUAL_DESKTOP]: _, ...env } = process.env
  const ended = new AbortController()
  const pictures = virtual ? keepPicture(ended.signal) : null
  const code = await run(electronPath(), [...switches, root, ...args], { env })
  ended.abort()
  await pictures
  return code
}

await runAsProgram(import.meta.url, start)
