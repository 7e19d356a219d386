// The bench's end of the small process.
import { fork } from 'node:child_process'
import path from 'node:path'

/** Milliseconds of the monotonic clock that all processes of this machine share. */
export function monotonicMs() {
  return Number(process.hrtime.bigint()) / 1e6
}

export function startSmallProcess() {
  const child = fork(path.join(import.meta.dirname, '..', 'small-process.mjs'), { execArgv: [] })
  const waiting = new Map()
  let asked = 0
  child.on('message', ({ id, ...answer }) => {
    waiting.get(id)?.resolve(answer)
    waiting.delete(id)
  })
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the small process ended with ${code}`))
  })
  const ask = (what, given = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject })
      child.send({ id: asked, ask: what, ...given })
    })
  return {
    /** @returns {Promise<number>} the moment just before the first byte was written */
    save: async (file, text, how) => (await ask('save', { file, text, how })).startedAtMs,
    /** @returns {Promise<number>} milliseconds from starting git to its end */
    async timeGit(args, cwd) {
      const { ms, code, bytes } = await ask('time', { command: 'git', args, cwd })
      if (code !== 0 || bytes === 0) throw new Error(`git ${args.join(' ')} answered ${bytes} bytes and code ${code}`)
      return ms
    },
    megabytes: async () => (await ask('memory')).rss / 1e6,
    end: () => child.kill(),
  }
}
