// The bench's end of a process that takes checkpoints.
import { startAsked } from './asked-process.mjs'

/** Starts it and opens the store of a repository in it. */
export async function startCheckpoints(script, { repo, home }) {
  const { ask, end } = startAsked(script)
  const { folder } = await ask('open', { repo, home })
  return {
    folder,
    full: (file) => ask('full', { file }),
    change: (file) => ask('change', { file }),
    hash: (file) => ask('hash', { path: file }),
    megabytes: async () => (await ask('memory')).rss / 1e6,
    end,
  }
}
