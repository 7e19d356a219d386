// Compiles the native module with the system's C compiler. It is optional: without it everything works, more slowly.
//   node scripts/native.mjs [--required]    with it, a machine that has no compiler is an error
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { root, runAsProgram, SetupError } from './lib/project.mjs'

const SOURCE = path.join(root, 'src', 'repo', 'checkpoint', 'large', 'list-folders.c')
const MODULE = path.join(root, 'out', 'native', 'list-folders.node')

const WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Werror']
const HARDENING = ['-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2', '-Wl,-z,relro,-z,now']
// Without contraction a time is rounded as JavaScript rounds it, also on arm64.
const CODE = ['-std=c11', '-O2', '-fPIC', '-fvisibility=hidden', '-ffp-contract=off', '-shared']
const FLAGS = [...CODE, ...WARNINGS, ...HARDENING, '-DNAPI_VERSION=8']

const COST = 'The first checkpoint of a large repository takes about half as long again without the native module.'

export const hasNative = () => process.platform !== 'linux' || fs.existsSync(MODULE)

/** Where it cannot be compiled nothing else is missing, so that is an error only when the module is `required`. */
export async function buildNative({ required = false } = {}) {
  if (process.platform !== 'linux') return
  // A module that is loaded somewhere is replaced, never written into.
  const made = `${MODULE}.${process.pid}`
  fs.mkdirSync(path.dirname(MODULE), { recursive: true })
  const { include_dir: headers } = await import('node-api-headers')
  const { error, status } = spawnSync('cc', [...FLAGS, '-isystem', headers, SOURCE, '-o', made], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status === 0) return fs.renameSync(made, MODULE)
  for (const file of [made, MODULE]) fs.rmSync(file, { force: true })
  const why = error === undefined ? 'cc could not compile it.' : 'There is no C compiler (cc).'
  if (required) throw new SetupError(`The native module is missing: ${why} Debian has gcc and libc6-dev.`)
  console.log(`${why} ${COST}`)
}

await runAsProgram(import.meta.url, (args) => buildNative({ required: args.includes('--required') }))
