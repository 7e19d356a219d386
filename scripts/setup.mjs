// Everything a checkout needs before it can build, start or be tested. Does nothing, quickly, when all is in place.
import fs from 'node:fs'
import path from 'node:path'
import { hashOf, isRoot, readIfThere, root, run, runAsProgram, SetupError } from './lib/project.mjs'
import { setupElectron } from './setup-electron.mjs'
import { setupSystem } from './setup-system.mjs'

const stampFile = path.join(root, 'node_modules', '.firebreak-lock')

/**
 * Installs npm packages, system packages and Electron where they are missing. `desktop`: the caller is going to need
 * the throw-away desktop, so missing system packages that we may not install ourselves are an error.
 */
export async function setup({ desktop }) {
  await setupPackages()
  // On somebody's own desktop the libraries are there already, and what the tests need is not asked for.
  if (desktop || isRoot) await setupSystem({ required: desktop })
  await setupElectron()
}

async function setupPackages() {
  const stamp = `${hashOf(['package-lock.json'])} ${process.platform}-${process.arch}`
  if (readIfThere(stampFile) === stamp) return
  console.log('Installing npm packages…')
  // The binaries inside some packages are platform specific, and engine warnings are expected on Node 20: see .npmrc.
  const npm = process.env.npm_execpath
  const args = ['ci', '--loglevel=error']
  const code = npm ? await run(process.execPath, [npm, ...args]) : await run(npmName(), args)
  if (code !== 0) throw new SetupError('npm ci failed. See its messages above.')
  fs.writeFileSync(stampFile, stamp)
}

function npmName() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

await runAsProgram(import.meta.url, () => setup({ desktop: true }))
