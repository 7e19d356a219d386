import { join } from 'node:path'
import { utilityProcess, type MessagePortMain } from 'electron'
import type { ConnectRepo } from '../repo/repo-host'
import { utilityEnvironment } from './utility-environment'

/** Starts the repo process as a utility process of the app. `home` is FIREBREAK_HOME. */
export function connectRepoProcess({ home }: { readonly home: string }): ConnectRepo {
  return ({ onMessage, onExit }) => {
    const child = utilityProcess.fork(join(import.meta.dirname, '../repo/index.js'), [], {
      serviceName: 'Firebreak repositories',
      env: { ...utilityEnvironment(process.env), FIREBREAK_HOME: home },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('message', onMessage)
    child.on('exit', onExit)
    return {
      post: (message, transfer) => child.postMessage(message, transfer.filter(isPort)),
      end: () => void child.kill(),
    }
  }
}

function isPort(port: object): port is MessagePortMain {
  return 'postMessage' in port && 'start' in port
}
