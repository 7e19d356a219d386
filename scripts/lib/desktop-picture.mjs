// A picture of the virtual desktop, kept fresh, for a person who has no display to look at.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const call = promisify(execFile)
const FIRST_LOOK_MS = 250
const RENEW_MS = 5_000
/** With --hidden no window ever comes, and the tray alone is worth a picture. */
const WAIT_FOR_WINDOW_MS = 10_000

export function pictureFile() {
  const state = process.env.XDG_STATE_HOME || path.join(os.homedir(), '.local', 'state')
  return path.join(state, 'firebreak', 'desktop.png')
}

/** Takes the first picture when the app's window is there, then renews it until the signal says stop. */
export async function keepPicture(signal) {
  const file = pictureFile()
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const startedAt = Date.now()
  let taken = false
  while (!signal.aborted) {
    if (taken || (await windowIsThere()) || Date.now() - startedAt > WAIT_FOR_WINDOW_MS) {
      const ok = await take(file)
      if (ok && !taken && !signal.aborted) console.log(`Picture of the desktop: ${file}`)
      taken = taken || ok
    }
    await sleep(taken ? RENEW_MS : FIRST_LOOK_MS, null, { signal }).catch(() => {})
  }
}

async function windowIsThere() {
  try {
    const { stdout } = await call('xdotool', ['search', '--onlyvisible', '--class', 'firebreak'])
    return stdout.trim() !== ''
  } catch {
    return false
  }
}

async function take(file) {
  const fresh = `${file}.new.png`
  try {
    await call('import', ['-window', 'root', fresh])
    fs.renameSync(fresh, file)
    return true
  } catch {
    return false
  }
}
