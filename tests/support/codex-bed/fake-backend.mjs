// Stand-in for the ChatGPT backend and its models, on loopback only.
//   node fake-backend.mjs --ca FILE [--log FILE] [--port N] [--tls-port N]
// Prints one line of JSON when ready: {"base":"http://127.0.0.1:N","tlsBase":"https://127.0.0.1:M","ca":FILE}.
//
//   POST …/responses            Responses API over SSE (steps.mjs lists what a prompt can ask for)
//   GET  …/models               model catalogue
//   GET  …/wham/usage           both rate-limit buckets
//   GET  …/accounts/check       workspace routing, which Codex asks before its first model request
//   CONNECT host:443            refused and logged: as HTTPS_PROXY it shows which other hosts Codex wants
//   GET, POST /__control        reads or patches the state (types.d.mts: BackendState)
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { parseArgs } from 'node:util'
import { usage } from './limits.mjs'
import { catalogue } from './models.mjs'
import { readRequest, respond } from './scenarios.mjs'
import { createBackend } from './state.mjs'
import { makeTls } from './tls.mjs'

const { values: options } = parseArgs({
  options: {
    ca: { type: 'string', default: 'fake-ca.pem' },
    log: { type: 'string' },
    port: { type: 'string', default: '0' },
    'tls-port': { type: 'string', default: '0' },
  },
})

const backend = createBackend()
const { state } = backend
const tls = makeTls()
const plainServer = http.createServer((req, res) => void onRequest(req, res))
const tlsServer = https.createServer({ cert: tls.cert, key: tls.key }, (req, res) => void onRequest(req, res))

/** @param {Record<string, unknown>} entry */
function log(entry) {
  if (options.log !== undefined) fs.appendFileSync(options.log, `${JSON.stringify({ t: Date.now(), ...entry })}\n`)
}

/** @param {{ address(): string | { port: number } | null }} server */
function portOf(server) {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

function accounts() {
  const account = {
    id: 'acct-offline',
    plan_type: state.plan,
    name: 'Personal',
    structure: 'personal',
    workspace_backend_origin: `https://127.0.0.1:${portOf(tlsServer)}`,
    account_routing_override: 'NO_CONSTRAINT',
  }
  return { accounts: [account], account_ordering: [account.id], default_account_id: account.id }
}

function models() {
  const body = JSON.stringify(catalogue(state))
  return { body, etag: `"${crypto.createHash('sha1').update(body).digest('hex').slice(0, 12)}"` }
}

/**
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 */
async function onRequest(req, res) {
  try {
    const chunks = []
    for await (const chunk of req) chunks.push(chunk)
    const { pathname } = new URL(req.url ?? '/', 'http://loopback')
    await route(req, res, pathname, Buffer.concat(chunks))
  } catch (error) {
    log({ error: String(error) })
    if (res.headersSent) res.destroy()
    else sendJson(res, 500, { detail: String(error) })
  }
}

/**
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 * @param {string} pathname
 * @param {Buffer} body
 */
async function route(req, res, pathname, body) {
  if (pathname === '/__control') {
    if (req.method === 'POST') backend.patch(JSON.parse(body.toString() || '{}'))
    return sendJson(res, 200, state)
  }
  log({ request: `${req.method} ${req.url}` })
  if (req.method === 'POST' && pathname.endsWith('/responses')) {
    const asked = readRequest(JSON.parse(body.toString()), state)
    const { model, title, outputs, tools, prompt, keyword } = asked
    const originator = req.headers['originator'] ?? null
    log({ modelRequest: { model, scenario: keyword.name, title, outputs, tools, originator, prompt } })
    return respond(backend, res, asked, { bodyBytes: body.length, modelsEtag: models().etag })
  }
  if (pathname.endsWith('/models')) {
    const { body: list, etag } = models()
    res.writeHead(200, { 'content-type': 'application/json', etag })
    return void res.end(list)
  }
  if (pathname.endsWith('/wham/usage')) return sendJson(res, 200, usage(state))
  if (pathname.endsWith('/accounts/check')) return sendJson(res, 200, accounts())
  if (pathname.endsWith('/wham/settings/user')) return sendJson(res, 200, {})
  sendJson(res, 404, { detail: 'not served by the offline stand-in', path: pathname })
}

/**
 * @param {http.ServerResponse} res
 * @param {number} status
 * @param {unknown} value
 */
function sendJson(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(JSON.stringify(value))
}

/** A socket that is handed over raw has nobody else to hear that Codex was killed at its other end. */
function ignoreReset() {}

for (const server of [plainServer, tlsServer]) {
  // Codex tries a WebSocket first; 426 makes it fall back to SSE at once.
  server.on('upgrade', (_req, socket) => {
    socket.on('error', ignoreReset)
    socket.end('HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
  })
}
plainServer.on('connect', (req, socket) => {
  socket.on('error', ignoreReset)
  log({ connect: req.url })
  socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
})

/**
 * @param {{ listen(port: number, host: string, ready: () => void): unknown }} server
 * @param {string} port
 */
const listen = (server, port) =>
  new Promise((resolve) => server.listen(Number(port), '127.0.0.1', () => resolve(undefined)))

await listen(plainServer, options.port)
await listen(tlsServer, options['tls-port'])
fs.writeFileSync(options.ca, tls.ca)
/** @type {import('./types.d.mts').BackendAddress} */
const ready = {
  base: `http://127.0.0.1:${portOf(plainServer)}`,
  tlsBase: `https://127.0.0.1:${portOf(tlsServer)}`,
  ca: fs.realpathSync(options.ca),
}
console.log(JSON.stringify(ready))
process.send?.(ready)
// Started by bed.mjs: end with the parent, however it ends.
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
