// The bench's end of a process that takes checkpoints.
import path from 'node:path'
import { root } from '../../scripts/lib/project.mjs'
import { startAsked } from './asked-process.mjs'

const lister = path.join(root, 'out', 'native', 'list-folders.node')

/** Starts it and opens the store of a repository in it. */
export async function startCheckpoints(script, { repo, home }) {
  const { ask, end } = startAsked(script)
  const { folder } = await ask('open', { repo, home, lister })
  return {
    folder,
    full: (file) => ask('full', { file }),
    change: (file) => ask('change', { file }),
    hash: (file) => ask('hash', { path: file }),
    megabytes: async () => (await ask('memory')).rss / 1e6,
    end,
  }
}
