// Installs the programs that Firebreak is compared with, when a bench asks for them. None is a dependency of the project.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isRoot, run } from '../../scripts/lib/project.mjs'

/** Installs Debian packages whose programs are missing, where we may. Otherwise it throws and says what to install. */
export async function needsDebian(programs, packages) {
  const missing = () => programs.filter((program) => spawnSync('which', [program]).status !== 0)
  if (missing().length === 0) return
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const names = packages.join(' ')
  if (!isRoot || spawnSync('which', ['apt-get']).status !== 0)
    throw new Error(`install ${names} first: sudo apt-get install -y --no-install-recommends ${names}`)
  await run('apt-get', ['update', '-qq'], quiet)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
  if (missing().length > 0) throw new Error(`apt-get could not install ${names}; see its messages above`)
}

/** Installs one version of an npm package into a cache of its own, once. Answers its folder. */
export async function needsPackage(name, version) {
  // Not HOME: on the throw-away desktop that is gone a moment later.
  const cache = path.join(os.userInfo().homedir, '.cache', 'firebreak-bench', `${name}-${version}`)
  const folder = path.join(cache, 'node_modules', name)
  if (existsSync(path.join(cache, 'node_modules', '.package-lock.json')) && existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const args = ['install', '--prefix', cache, '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts']
  const code = await run('npm', [...args, `${name}@${version}`], { cwd: cache })
  if (code !== 0) throw new Error(`npm could not install ${name} ${version}; see its messages above`)
  return folder
}
