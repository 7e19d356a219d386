import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** Where Firebreak keeps everything of its own: FIREBREAK_HOME, else the platform's place for application data. */
export function firebreakHome(env: Env, homeFolder: string, platform: NodeJS.Platform = process.platform): string {
  const configured = env['FIREBREAK_HOME']
  if (configured) return resolve(configured)
  if (platform === 'darwin') return join(homeFolder, 'Library', 'Application Support', 'Firebreak')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homeFolder, 'AppData', 'Local'), 'Firebreak')
  return join(env['XDG_DATA_HOME'] || join(homeFolder, '.local', 'share'), 'firebreak')
}

/**
 * Makes the folder, for its owner only: checkpoints hold copies of files, also of such as `.env`. Throws the file system's
 * error when it cannot be made.
 */
export async function makeFirebreakHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  await chmod(home, 0o700)
}
