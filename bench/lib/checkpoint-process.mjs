// The bench's end of a process that takes checkpoints.
import { fork } from 'node:child_process'
import path from 'node:path'
import { build } from 'vite'

/** Bundles the process into `folder`; the answer is its script. */
export async function bundleCheckpoints(folder) {
  const entry = path.join(import.meta.dirname, '..', 'checkpoint-process.mjs')
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, rolldownOptions: { output: { entryFileNames: 'checkpoints.mjs' } } },
  })
  return path.join(folder, 'checkpoints.mjs')
}

/** Starts it and opens the store of a repository in it. */
export async function startCheckpoints(script, { repo, home }) {
  const child = fork(script, { execArgv: [] })
  const waiting = new Map()
  let asked = 0
  child.on('message', ({ id, error, ...answer }) => {
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) resolve(answer)
    else reject(new Error(error))
  })
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the checkpoint process ended with ${code}`))
  })
  const ask = (what, given = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject })
      child.send({ id: asked, ask: what, ...given })
    })
  const { folder } = await ask('open', { repo, home })
  return {
    folder,
    full: (file) => ask('full', { file }),
    change: (file) => ask('change', { file }),
    hash: (file) => ask('hash', { path: file }),
    megabytes: async () => (await ask('memory')).rss / 1e6,
    end: () => child.kill(),
  }
}
