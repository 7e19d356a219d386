// Running something on the throw-away desktop.
import path from 'node:path'
import { root, run } from './project.mjs'

/** True when windows can be shown to the person at this computer. */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** Runs a command on a desktop of its own. `keepHome`: with the caller's home folder instead of an empty one. */
export function runOnDesktop(command, args, { keepHome = false, env = {} } = {}) {
  const session = path.join(root, 'scripts', 'desktop-session.sh')
  return run('bash', [session, ...(keepHome ? ['--keep-home'] : []), '--', command, ...args], {
    env: { ...process.env, ...env },
  })
}
