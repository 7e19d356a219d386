import { delimiter, dirname } from 'node:path'

// Only what Codex needs to find its home, its certificate, the proxy and the keyring. Everything else stays out, so that
// nothing that was put into Firebreak's environment (LD_PRELOAD, NODE_OPTIONS, a repository's .env) reaches Codex through it.
const passed = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'PATH',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'CODEX_CA_CERTIFICATE',
  'CODEX_SQLITE_HOME',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  // Windows
  'APPDATA',
  'LOCALAPPDATA',
  'COMSPEC',
  'PATHEXT',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'WINDIR',
])
const passedPrefixes = ['LC_', 'XDG_', 'SSL_CERT_']

/**
 * The environment in which Firebreak runs Codex. The folder of the program comes first on PATH: npm's `codex` is a script
 * that needs the `node` beside it, and an app started from the desktop often does not have that folder on PATH.
 */
export function codexEnvironment(options: {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly codexHome: string
  readonly program: string
}): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.env)) {
    const upper = name.toUpperCase()
    if (value !== undefined && (passed.has(upper) || passedPrefixes.some((prefix) => upper.startsWith(prefix)))) {
      clean[name] = value
    }
  }
  const pathName = Object.keys(clean).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  clean[pathName] = [dirname(options.program), clean[pathName]].filter(Boolean).join(delimiter)
  clean['CODEX_HOME'] = options.codexHome
  return clean
}
