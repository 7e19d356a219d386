import { join } from 'node:path'
import { utilityProcess, type MessagePortMain } from 'electron'
import type { ConnectRepo } from '../repo/repo-host'

// What changes how a Node or Electron process itself runs. All else belongs to the user's own environment, which the
// one visible commit needs whole (agents, locale, tools of hooks); every other git is given an allow-list.
const ours = /^(ELECTRON_|NODE_OPTIONS$|NODE_PATH$|NODE_ENV$|LD_PRELOAD$|DYLD_)/

/** Starts the repo process as a utility process of the app. `home` is FIREBREAK_HOME. */
export function connectRepoProcess({ home }: { readonly home: string }): ConnectRepo {
  return ({ onMessage, onExit }) => {
    const child = utilityProcess.fork(join(import.meta.dirname, '../repo/index.js'), [], {
      serviceName: 'Firebreak repositories',
      env: { ...environmentFor(process.env), FIREBREAK_HOME: home },
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

function environmentFor(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !ours.test(name)) kept[name] = value
  return kept
}

function isPort(port: object): port is MessagePortMain {
  return 'postMessage' in port && 'start' in port
}
