// Makes a script out of a bench process that imports the project's TypeScript.
import path from 'node:path'
import { build } from 'vite'

/** Bundles `bench/<name>.mjs` into `folder`; the answer is its script. */
export async function bundle(name, folder) {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, '..', `${name}.mjs`),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  })
  return path.join(folder, `${name}.mjs`)
}
