// Makes the system packages available that no npm package brings: Electron's libraries, and the throw-away desktop
// that the end-to-end tests (and a start without a display) run on.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { isRoot, run, runAsProgram, SetupError } from './lib/project.mjs'

// Debian's names. "a|b": Debian 13 renamed some libraries.
const PACKAGES = {
  electron: [
    'ca-certificates',
    'libasound2t64|libasound2',
    'libatspi2.0-0t64|libatspi2.0-0',
    'libgbm1',
    'libgtk-3-0t64|libgtk-3-0',
    'libnotify4',
    'libnss3',
    'libxss1',
    'libxtst6',
  ],
  desktop: [
    'adwaita-icon-theme',
    'dbus',
    'dunst',
    'fonts-dejavu-core',
    'imagemagick',
    'procps',
    'util-linux',
    'xdotool',
    'xfce4-panel',
    'xfwm4',
    'xterm',
    'xvfb',
  ],
  // For the native module (native.mjs).
  compiler: ['gcc', 'libc6-dev'],
  // The guard is a script that has to run with every shell and awk people have.
  tests: ['bash', 'busybox', 'dash', 'gawk', 'git', 'git-lfs', 'mawk', 'original-awk'],
}
const ALL = Object.values(PACKAGES).flat()

// What the desktop is made of, for systems that do not have Debian's packages.
const PROGRAMS = [
  'Xvfb',
  'dbus-daemon',
  'dbus-send',
  'dunst',
  'git',
  'import',
  'setpriv',
  'setsid',
  'xdotool',
  'xfce4-panel',
  'xfwm4',
  'xterm',
]

/**
 * Installs what is missing on a Debian machine where we are root. Elsewhere it says what to run: as an error when
 * `required`, because without the packages the caller cannot go on, and as a hint otherwise.
 */
export async function setupSystem({ required }) {
  if (process.platform !== 'linux') {
    if (required) throw new SetupError('The throw-away desktop for the end-to-end tests needs Linux.')
    return
  }
  if (!onPath('dpkg-query')) return checkPrograms(required)
  const missing = missingPackages()
  if (missing.length === 0) return
  if (isRoot) return install(missing)
  const names = missing.map((name) => name.split('|').at(-1)).join(' ')
  complain(required, [
    'System packages are missing. Install them with:',
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}`,
  ])
}

function missingPackages() {
  const known = ALL.flatMap((name) => name.split('|'))
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\\n', ...known], {
    encoding: 'utf8',
  })
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  )
  return ALL.filter((name) => !name.split('|').some((one) => installed.has(one)))
}

async function install(missing) {
  console.log(`Installing system packages: ${missing.map((name) => name.split('|').at(-1)).join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] }
  await run('apt-get', ['update', '-qq'], quiet)
  const names = missing.map((name) => name.split('|').find(isOffered) ?? name.split('|').at(-1))
  const code = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet)
  if (code !== 0 || missingPackages().length > 0) {
    throw new SetupError(`apt-get could not install: ${names.join(' ')}. See its messages above.`)
  }
}

function isOffered(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' })
  return /Candidate: (?!\(none\))/.test(stdout)
}

function checkPrograms(required) {
  const missing = PROGRAMS.filter((name) => !onPath(name))
  if (missing.length === 0) return
  complain(required, [
    `These programs are missing: ${missing.join(', ')}.`,
    'Install the packages that hold them. On Debian and Ubuntu that is:',
    `  sudo apt-get install -y --no-install-recommends ${ALL.map((name) => name.split('|').at(-1)).join(' ')}`,
  ])
}

function complain(required, lines) {
  if (required) throw new SetupError(lines.join('\n'))
  console.warn(lines.join('\n'))
}

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, program)))
}

await runAsProgram(import.meta.url, () => setupSystem({ required: true }))
