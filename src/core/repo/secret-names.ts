import type { RepoPath } from './repo-path'

// What programs write keys and passwords to. Templates of them are made to be shared.
const secretNames: readonly RegExp[] = [
  /^\.env(rc$|$|[._-])/,
  /\.(pem|key|p12|pfx|p8|ppk|jks|keystore|kdbx)$/,
  /^id_(rsa|dsa|ecdsa|ed25519|xmss)(_sk)?([._-].*)?$/,
  /^\.?credentials(\.(json|csv|ini|txt|ya?ml|toml|xml|properties|db))?$/,
  /^(\.netrc|_netrc|\.pgpass|\.git-credentials|\.htpasswd)$/,
  /^(client_secret|service[-_]?account)[\w.-]*\.json$/,
]
const sharedNames = /\.(pub|example|sample|template|tmpl|dist|defaults?|schema)$/

/** Whether a file is called what files with secrets are called (`.env`, `id_rsa`, `server.pem`, …). Letter case does not matter. */
export function isSecretName(path: RepoPath): boolean {
  const parts = path.split('/').filter((part) => part !== '')
  const name = (parts.at(-1) ?? '').toLowerCase()
  return !sharedNames.test(name) && secretNames.some((pattern) => pattern.test(name))
}
