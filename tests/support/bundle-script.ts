import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { createTempDir } from './temp-repo'

/**
 * Bundles a TypeScript file into one script that plain Node runs in a process of its own, also as another user. The
 * answer is its path; its folder is the caller's to remove.
 */
export async function bundleScript(entry: string): Promise<string> {
  const folder = createTempDir('script')
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, rolldownOptions: { output: { entryFileNames: 'script.mjs' } } },
  })
  chmodSync(folder, 0o755)
  return join(folder, 'script.mjs')
}
