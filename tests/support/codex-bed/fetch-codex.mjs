// Fetches the real `codex` binary from npm into a cache, for tests and the demo. Not a dependency of the app.
//   node fetch-codex.mjs [VERSION]     prints the path of the binary
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, realpathSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The Codex version that the project is written against; docs/codex-protocol.md is pinned to the same. */
export const pinnedCodexVersion = '0.169.0'

// `npm view @openai/codex@0.169.0-<platform> dist.integrity`. The main package only holds a launcher script; each platform's
// binary is published as a version of the same package whose name ends in the platform.
/** @type {Readonly<Record<string, string>>} */
const pinnedIntegrity = {
  'linux-x64': 'sha512-o05NyAOCDygSPRo1yinzxvkRSdmsZyBD9E7mbpmjRanSfM8lypqWtQgEo4XfNkwhuCR2aFu8mlGOsQGFXVbVww==',
  'linux-arm64': 'sha512-NZ/DaQUpcQmxmqee7Z9uC1rzw3GhSbooawcaTe1LN5Yk+WlinUKGdTXJgClRT/9ogQEEM9TWxYzvxPfj5G/xFg==',
  'darwin-x64': 'sha512-K1FKSsSLl9v3z5TeagBQXyQRDBIGB5Jncy5dxsRxwT3aaTqN3AI8VrCfoxBxKMOOU9O2QX1vg7WkBwNVth/s9A==',
  'darwin-arm64': 'sha512-5WsWFBbVP78D+6FvNo1MMVxLPZdmcoQlqVJFrF4qx/TmvneLnMQKtLyXkUo54XOTDfoYKpNouTJ/F7gTVA8FnQ==',
}

/** @type {Readonly<Record<string, string>>} */
const triples = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
}

/**
 * Path of the real `codex` executable of a version, downloaded once (about 170 MB) and then read from the cache.
 * The pinned version is checked against the integrity above, any other one against what the registry says.
 * Throws on a platform without a published binary, on a failed download and on a wrong checksum.
 * @param {{ version?: string }} [options]
 * @returns {Promise<string>}
 */
export async function codexBinary({ version = pinnedCodexVersion } = {}) {
  const platform = `${process.platform}-${process.arch}`
  const triple = triples[platform]
  if (triple === undefined) {
    throw new Error(`The tests need the real codex ${version}, and npm has none that they can use for ${platform}.`)
  }
  const folder = join(cacheRoot(), version)
  // Older packages have codex/codex instead of bin/codex.
  const places = ['bin', 'codex'].map((part) => join(folder, 'vendor', triple, part, 'codex'))
  if (!places.some(existsSync)) await download({ version, platform, folder })
  const binary = places.find(existsSync)
  if (binary === undefined) throw new Error(`codex ${version} for ${platform} is none of ${places.join(', ')}.`)
  return binary
}

// As root the cache must be readable by the other user that the sandbox tests run as, so not under a 0700 home.
function cacheRoot() {
  if (process.getuid?.() === 0) return '/var/cache/firebreak-codex'
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'firebreak', 'codex')
}

/** @param {{ version: string, platform: string, folder: string }} target */
async function download({ version, platform, folder }) {
  const spec = `@openai/codex@${version}-${platform}`
  const root = cacheRoot()
  await mkdir(root, { recursive: true, mode: 0o755 })
  const scratch = await mkdtemp(join(root, '.fetch-'))
  try {
    const expected = await expectedIntegrity({ version, platform, spec })
    const packed = await npm(['pack', spec, '--pack-destination', scratch, '--ignore-scripts'], scratch)
    const tarball = join(scratch, packed.trim().split('\n').at(-1) ?? '')
    const actual = await sha512(tarball)
    if (actual !== expected) throw new Error(`${spec} has ${actual}, expected ${expected}. It was not unpacked.`)
    // The voice runtime is a fifth of the package and no test speaks.
    await run('tar', ['-xzf', tarball, '-C', scratch, '--exclude', '*/codex-resources/voice', 'package'])
    await chmod(join(scratch, 'package'), 0o755)
    await rename(join(scratch, 'package'), folder).catch((error) => {
      // Another run got there first: its copy passed the same check.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** @param {{ version: string, platform: string, spec: string }} target */
async function expectedIntegrity({ version, platform, spec }) {
  const pinned = version === pinnedCodexVersion ? pinnedIntegrity[platform] : undefined
  if (pinned !== undefined) return pinned
  const told = (await npm(['view', spec, 'dist.integrity'], cacheRoot())).trim()
  if (!told.startsWith('sha512-')) throw new Error(`The npm registry has no ${spec}.`)
  return told
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  try {
    const { stdout } = await run('npm', [...args, '--loglevel=error'], { cwd, maxBuffer: 1 << 24 })
    return stdout
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`npm ${args[0]} ${args[1]} failed: ${detail}`, { cause: error })
  }
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

const invoked = process.argv[1]
if (invoked !== undefined && existsSync(invoked) && realpathSync(invoked) === fileURLToPath(import.meta.url)) {
  console.log(await codexBinary(process.argv[2] === undefined ? {} : { version: process.argv[2] }))
}
