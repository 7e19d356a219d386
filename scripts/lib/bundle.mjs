import path from 'node:path'
import { root } from './project.mjs'

/** Bundles a TypeScript file of the checkout into `folder`, to be run with plain Node; answers its path. */
export async function bundle(file, folder) {
  const { build } = await import('vite')
  const name = path.basename(file, '.ts')
  await build({
    configFile: false,
    logLevel: 'silent',
    root,
    ssr: { noExternal: true },
    build: {
      ssr: path.join(root, file),
      outDir: path.join(folder, name),
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  })
  return path.join(folder, name, `${name}.mjs`)
}
