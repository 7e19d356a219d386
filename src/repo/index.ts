import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { systemClock } from '../services/system-clock'
import type { FromRepoProcess, ToRepoProcess } from '../shared/repo-contract'
import { listerAt } from './checkpoint/large/list-natively'
import type { DiffPort } from './diff/diff-port'
import { createGitRunner } from './git/git-runner'
import { createRepoProcess } from './repo-process'

/** The part of Electron's `MessagePortMain` that is used, so that this process imports nothing of Electron. */
interface TransferredPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
  close(): void
  postMessage(message: unknown): void
}

/** What a utilityProcess has as `process.parentPort`. Both ends are builds of the same version, so data is typed. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: ToRepoProcess; readonly ports: readonly TransferredPort[] }) => void,
  ): void
  postMessage(message: FromRepoProcess): void
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value
}

function toDiffPort(port: TransferredPort): DiffPort {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data))
      port.start()
    },
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  }
}

function serve(): void {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (!isParentPort(port)) throw new Error('The repo process runs as a utilityProcess of the app only')
  const firebreakHome = process.env['FIREBREAK_HOME'] ?? ''
  if (!isAbsolute(firebreakHome)) throw new Error('FIREBREAK_HOME has to be an absolute path')

  const repoProcess = createRepoProcess({
    runner: createGitRunner({ clock: systemClock, env: process.env }),
    clock: systemClock,
    firebreakHome,
    homeDir: homedir(),
    findLister: listerAt(join(import.meta.dirname, '../native/list-folders.node'), (why) =>
      console.warn(`firebreak: large repositories are read without the native module: ${why}`),
    ),
    post: (message) => port.postMessage(message),
  })
  port.on('message', ({ data, ports }) => repoProcess.receive(data, ports.map(toDiffPort)))
  port.postMessage({ kind: 'ready' })
}

serve()
