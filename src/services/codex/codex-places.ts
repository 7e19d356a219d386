import { readdirSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** The absolute folders on PATH. A relative one would let a repository bring its own `codex`. */
export function foldersOnPath(env: Env): readonly string[] {
  const path = env['PATH'] ?? env['Path'] ?? ''
  return path.split(delimiter).filter((folder) => isAbsolute(folder))
}

/** Where installers put `codex` without a word in the PATH of a desktop session. */
export function knownFolders(env: Env, homeFolder: string, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') {
    const { APPDATA, LOCALAPPDATA } = env
    return [
      ...(APPDATA ? [join(APPDATA, 'npm')] : []),
      ...(LOCALAPPDATA ? [join(LOCALAPPDATA, 'Programs', 'codex'), join(LOCALAPPDATA, 'Volta', 'bin')] : []),
      join(homeFolder, '.bun', 'bin'),
    ]
  }
  return [
    join(homeFolder, '.local', 'bin'),
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    join(homeFolder, '.npm-global', 'bin'),
    join(homeFolder, '.volta', 'bin'),
    join(homeFolder, '.bun', 'bin'),
    join(homeFolder, '.cargo', 'bin'),
    join(homeFolder, '.asdf', 'shims'),
    join(homeFolder, '.local', 'share', 'mise', 'shims'),
    join(homeFolder, platform === 'darwin' ? 'Library/pnpm' : '.local/share/pnpm'),
    ...nodeVersions(join(env['NVM_DIR'] || join(homeFolder, '.nvm'), 'versions', 'node'), 'bin'),
    ...nodeVersions(join(homeFolder, '.local', 'share', 'fnm', 'node-versions'), 'installation/bin'),
    '/snap/bin',
  ]
}

/** What the program can be called. npm also puts a script without an extension there, which Windows cannot run. */
export function programNames(platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? ['codex.exe', 'codex.cmd'] : ['codex']
}

function nodeVersions(folder: string, bin: string): readonly string[] {
  try {
    const newestFirst = readdirSync(folder).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    return newestFirst.map((version) => join(folder, version, bin))
  } catch {
    return []
  }
}
