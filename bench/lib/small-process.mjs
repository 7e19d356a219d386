// The bench's end of the small process.
import path from 'node:path'
import { startAsked } from './asked-process.mjs'

/** Milliseconds of the monotonic clock that all processes of this machine share. */
export function monotonicMs() {
  return Number(process.hrtime.bigint()) / 1e6
}

export function startSmallProcess() {
  const { ask, end } = startAsked(path.join(import.meta.dirname, '..', 'small-process.mjs'))
  return {
    /** @returns {Promise<number>} the moment just before the first byte was written */
    save: async (file, text, how) => (await ask('save', { file, text, how })).startedAtMs,
    /** @returns {Promise<number>} milliseconds from starting git to its end */
    async timeGit(args, cwd) {
      const { ms, code, bytes } = await ask('time', { command: 'git', args, cwd })
      if (code !== 0 || bytes === 0) throw new Error(`git ${args.join(' ')} answered ${bytes} bytes and code ${code}`)
      return ms
    },
    /** The same for a comparison of files that differ, which ends with code 1. */
    async timeDifference(args, cwd) {
      const { ms, code, bytes } = await ask('time', { command: 'git', args, cwd })
      if (code !== 1 || bytes === 0) throw new Error(`git ${args.join(' ')} answered ${bytes} bytes and code ${code}`)
      return ms
    },
    /** Any program, to its end. */
    timeProgram: (command, args, cwd) => ask('time', { command, args, cwd }),
    megabytes: async () => (await ask('memory')).rss / 1e6,
    end,
  }
}
