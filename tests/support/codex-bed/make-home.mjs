// Writes a Codex home whose real `codex` talks only to the stand-in backend on loopback.
//   node make-home.mjs HOME BASE [--mode chatgpt|provider] [--model SLUG] [--trust DIR]...
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * @typedef {object} HomeOptions
 * @property {string} home directory to write
 * @property {string} base of the backend: its tlsBase for `chatgpt`, its base for `provider`
 * @property {'chatgpt' | 'provider'} [mode] `chatgpt` (default): a made-up ChatGPT sign-in, plan pro, with the built-in provider moved to
 *   loopback. `provider`: not signed in, a custom model provider over plain http; no rate-limit read there.
 * @property {string} [model] the configured model, default gpt-5.5
 * @property {readonly string[]} [trust] directories marked as trusted
 */

/**
 * Writes the home (config.toml with a comment that must survive edits, auth.json) and answers its path.
 * @param {HomeOptions} options
 * @returns {Promise<string>}
 */
export async function makeHome({ home, base, mode = 'chatgpt', model = 'gpt-5.5', trust = [] }) {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (mode === 'chatgpt') {
    writeFileSync(join(home, 'auth.json'), JSON.stringify(chatgptSignIn(), null, 2), { mode: 0o600 })
  } else {
    // Spark is not in Codex's own catalogue: without this it runs on fallback metadata, which has no apply_patch tool.
    writeFileSync(join(home, 'model-catalog.json'), await (await fetch(`${base}/v1/models`)).text())
  }
  writeFileSync(join(home, 'config.toml'), configToml({ home, base, mode, model, trust }))
  return home
}

// Codex reads the claims and does not check the signature.
function chatgptSignIn() {
  const expiresSec = Math.floor(Date.now() / 1000) + 365 * 86_400
  const account = {
    exp: expiresSec,
    'https://api.openai.com/auth': {
      chatgpt_plan_type: 'pro',
      chatgpt_user_id: 'user-offline',
      user_id: 'user-offline',
      chatgpt_account_id: 'acct-offline',
    },
  }
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: unsignedJwt({ email: 'dev@example.test', ...account }),
      access_token: unsignedJwt(account),
      refresh_token: 'offline-refresh',
      account_id: 'acct-offline',
    },
    last_refresh: new Date().toISOString(),
  }
}

/** @param {Record<string, unknown>} claims */
function unsignedJwt(claims) {
  const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${Buffer.from('sig').toString('base64url')}`
}

/** @param {Required<HomeOptions>} options */
function configToml({ home, base, mode, model, trust }) {
  const provider =
    mode === 'chatgpt'
      ? `openai_base_url = "${base}/backend-api/codex"`
      : `model_provider = "offline"\nmodel_catalog_json = ${JSON.stringify(resolve(home, 'model-catalog.json'))}`
  const sections = [
    `# An offline test home of Firebreak.
model = "${model}"   # keep this comment
approval_policy = "never"
sandbox_mode = "workspace-write"
check_for_update_on_startup = false
cli_auth_credentials_store = "file"
chatgpt_base_url = "${base}/backend-api"
${provider}`,
    '[analytics]\nenabled = false',
    '[feedback]\nenabled = false',
    '[otel]\nexporter = "none"\nmetrics_exporter = "none"\ntrace_exporter = "none"',
    `[features]
enable_request_compression = false   # bodies are zstd otherwise, which Node 20 cannot read
apps = false
plugins = false
remote_plugin = false
daemon_auto_start = false`,
    ...(mode === 'provider'
      ? [
          `[model_providers.offline]
name = "Offline"
base_url = "${base}/v1"
wire_api = "responses"
requires_openai_auth = false
supports_websockets = false
request_max_retries = 0
stream_max_retries = 0`,
        ]
      : []),
    ...trust.map((dir) => `[projects.${JSON.stringify(dir)}]\ntrust_level = "trusted"`),
  ]
  return `${sections.join('\n\n')}\n`
}

const invoked = process.argv[1]
if (invoked !== undefined && existsSync(invoked) && realpathSync(invoked) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mode: { type: 'string', default: 'chatgpt' },
      model: { type: 'string', default: 'gpt-5.5' },
      trust: { type: 'string', multiple: true, default: [] },
    },
  })
  const [home, base] = positionals
  if (home === undefined || base === undefined)
    throw new Error('usage: make-home.mjs HOME BASE [--mode …] [--model …] [--trust DIR]')
  const mode = values.mode === 'provider' ? 'provider' : 'chatgpt'
  console.log(await makeHome({ home, base, mode, model: values.model, trust: values.trust }))
}
