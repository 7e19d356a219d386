// The bench's end of a child process that answers questions one by one (see `answerQuestions`).
import { fork, spawn } from 'node:child_process'
import path from 'node:path'
import { isRoot } from '../../scripts/lib/project.mjs'
import { electronPath } from '../../scripts/setup-electron.mjs'

/** @typedef {{ ask: (what: string, given?: object) => Promise<any>, pid: number, end: () => void }} Asked */

/** Runs a script under Node. @returns {Asked} */
export function startAsked(script) {
  return asked(fork(script, { execArgv: [] }), script)
}

/** Runs a script as a utilityProcess of Electron, with nothing else in the app. @returns {Asked} `pid` is the app's */
export function startUtility(script, home) {
  const args = [
    ...(isRoot ? ['--no-sandbox'] : []),
    path.join(import.meta.dirname, '..', 'utility-host'),
    `--user-data-dir=${home}`,
    script,
  ]
  return asked(spawn(electronPath(), args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }), script)
}

function asked(child, script) {
  const waiting = new Map()
  let count = 0
  child.on('message', ({ id, error, ...answer }) => {
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) resolve(answer)
    else reject(new Error(error))
  })
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${path.basename(script)} ended with ${code}`))
  })
  return {
    ask: (what, given = {}) =>
      new Promise((resolve, reject) => {
        waiting.set(++count, { resolve, reject })
        child.send({ id: count, ask: what, ...given })
      }),
    pid: child.pid,
    end: () => child.kill(),
  }
}
