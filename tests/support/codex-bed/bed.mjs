// The Codex test bed: the real codex binary, a home of its own, and the stand-in backend as a child that ends with us.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codexBinary } from './fetch-codex.mjs'
import { makeHome } from './make-home.mjs'

/** @typedef {import('./types.d.mts').Bed} Bed */
/** @typedef {import('./types.d.mts').BackendAddress} BackendAddress */

/**
 * Starts the backend and writes a Codex home below `dir` (`home`, `ca.pem`, `backend.log`).
 * Throws when the codex binary cannot be fetched or the backend does not start.
 * @param {import('./types.d.mts').BedOptions} options
 * @returns {Promise<Bed>}
 */
export async function startBed({ dir, model = 'gpt-5.5', trust = [], version }) {
  mkdirSync(dir, { recursive: true })
  const codex = await codexBinary(version === undefined ? {} : { version })
  const logFile = join(dir, 'backend.log')
  const backend = await startBackend({ ca: join(dir, 'ca.pem'), logFile })
  const home = await makeHome({ home: join(dir, 'home'), base: backend.tlsBase, model, trust })

  const logEntries = () =>
    existsSync(logFile)
      ? readFileSync(logFile, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : []

  return {
    codex,
    env: {
      CODEX_HOME: home,
      CODEX_CA_CERTIFICATE: backend.ca,
      HTTPS_PROXY: backend.base,
      HTTP_PROXY: backend.base,
      NO_PROXY: '127.0.0.1',
    },
    async control(patch) {
      const response = await fetch(`${backend.base}/__control`, { method: 'POST', body: JSON.stringify(patch) })
      return response.json()
    },
    async requests() {
      return logEntries().flatMap((entry) => (entry.modelRequest ? [{ t: entry.t, ...entry.modelRequest }] : []))
    },
    async calls() {
      return logEntries().flatMap((entry) => (entry.request ? [entry.request] : []))
    },
    async strayHosts() {
      return logEntries().flatMap((entry) => (entry.connect ? [entry.connect] : []))
    },
    close: () => backend.close(),
  }
}

/**
 * @param {{ ca: string, logFile: string }} files
 * @returns {Promise<BackendAddress & { close(): Promise<void> }>}
 */
async function startBackend({ ca, logFile }) {
  const script = fileURLToPath(new URL('./fake-backend.mjs', import.meta.url))
  const child = fork(script, ['--ca', ca, '--log', logFile], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  /** @type {BackendAddress} */
  const address = await new Promise((resolve, reject) => {
    child.once('message', (/** @type {any} */ ready) => resolve(ready))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The stand-in backend ended at once with code ${code}.`)))
  })
  return {
    ...address,
    async close() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}
