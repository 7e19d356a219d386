// Builds the app when what it is made of has changed since the last build.
import fs from 'node:fs'
import path from 'node:path'
import { buildNative, hasNative } from '../native.mjs'
import { bin, hashOf, readIfThere, root, run } from './project.mjs'

const SOURCES = [
  'src',
  'scripts/native.mjs',
  'resources',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
]
const out = path.join(root, 'out')
const stampFile = path.join(out, '.built-from')

/** Answers the exit code of the build: 0 also when the last one is still good. */
export async function buildIfChanged() {
  const stamp = hashOf(SOURCES)
  if (readIfThere(stampFile) === stamp) {
    // A compiler may have been installed since.
    if (!hasNative()) await buildNative()
    return 0
  }
  fs.rmSync(stampFile, { force: true })
  console.log('Building…')
  const code = await run(bin('electron-vite'), ['build', '--logLevel', 'warn'])
  if (code !== 0) return code
  await buildNative()
  fs.writeFileSync(stampFile, stamp)
  return code
}
