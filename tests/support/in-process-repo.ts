import { homedir } from 'node:os'
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../../src/core/clock'
import type { ConnectRepo } from '../../src/main/repo/repo-host'
import type { DiffPort } from '../../src/repo/diff/diff-port'
import type { GitRunner } from '../../src/repo/git/git-port'
import { createGitRunner } from '../../src/repo/git/git-runner'
import { createRepoProcess, type RepoProcessDeps } from '../../src/repo/repo-process'
import { systemClock } from '../../src/services/system-clock'

export interface InProcessRepo {
  readonly connect: ConnectRepo
  /** The git runner of the process that runs now. */
  runner(): GitRunner
  /** Ends it as if it had crashed. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** The repo process inside the test's own process: the same code, messages cloned as between processes. */
export function createInProcessRepo(options: {
  readonly firebreakHome: string
  readonly clock?: Clock
  readonly env?: NodeJS.ProcessEnv
  readonly gitPath?: string
  readonly watching?: NonNullable<RepoProcessDeps['watching']>
}): InProcessRepo {
  const { firebreakHome, clock = systemClock, env = process.env, gitPath, watching } = options
  let current: { runner: GitRunner; stop(): Promise<void>; exit(): void } | null = null

  const connect: ConnectRepo = ({ onMessage, onExit }) => {
    const runner = createGitRunner({ clock, env, ...(gitPath === undefined ? {} : { gitPath }) })
    let ended = false
    const repoProcess = createRepoProcess({
      runner,
      clock,
      firebreakHome,
      homeDir: homedir(),
      post: (message) => {
        const copy = structuredClone(message)
        if (!ended) queueMicrotask(() => onMessage(copy))
      },
      ...(watching === undefined ? {} : { watching }),
    })
    const exit = () => {
      ended = true
      onExit()
    }
    current = { runner, stop: () => repoProcess.stop(), exit }
    queueMicrotask(() => onMessage({ kind: 'ready' }))
    return {
      post(message, transfer) {
        repoProcess.receive(structuredClone(message), transfer.filter(isMessagePort).map(toDiffPort))
      },
      end() {
        ended = true
        void repoProcess.stop()
      },
    }
  }

  return {
    connect,
    runner() {
      if (current === null) throw new Error('nothing is connected')
      return current.runner
    },
    async crash() {
      const crashed = current
      crashed?.exit()
      await crashed?.stop()
    },
    stop: async () => current?.stop(),
  }
}

function isMessagePort(port: object): port is MessagePort {
  return 'postMessage' in port && 'on' in port
}

function toDiffPort(port: MessagePort): DiffPort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
