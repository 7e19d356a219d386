import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { absoluteFolders } from './git-environment'

const knownFolders =
  process.platform === 'win32'
    ? ['C:\\Program Files\\Git\\cmd', 'C:\\Program Files (x86)\\Git\\cmd']
    : ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/run/current-system/sw/bin']

/** The first executable git on the user's PATH, then in the folders where it usually is; else the folders searched. */
export async function findGit(
  path: string | undefined,
  extraFolders: readonly string[],
): Promise<{ readonly found: string } | { readonly searched: readonly string[] }> {
  const searched = [
    ...new Set([...absoluteFolders(path), ...extraFolders.flatMap((f) => f.split(delimiter)), ...knownFolders]),
  ]
  for (const folder of searched) {
    const candidate = join(folder, process.platform === 'win32' ? 'git.exe' : 'git')
    if (await isExecutable(candidate)) return { found: candidate }
  }
  return { searched }
}

/** Whether the path is a file that may be run. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
