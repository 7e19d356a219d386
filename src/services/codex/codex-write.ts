import { type ConfigEdit, readConfigKey } from '../../core/config/edit-config'
import { scanToml } from '../../core/config/scan-toml'
import type { SwitchError } from '../../core/lanes/switch-error'
import type { SwitchPlace } from '../../core/lanes/switch-record'
import { ok, type Result } from '../../core/result'
import { type ConfigFile, readConfigFile } from './config-file'
import type { Supervisor } from './supervisor'

/** What Codex gives its configuration whenever it writes it. */
const codexMode = 0o600

/**
 * Whether Codex's own writer leaves every other byte (seen with 0.169.0): it turns CRLF into LF, drops a byte order mark, ends
 * the file with a newline, takes the comment above a key it removes with it, makes the file 0600, and writes to the user's
 * configuration only.
 */
export function codexKeepsTheRest(place: SwitchPlace, { text, mode }: ConfigFile, edit: ConfigEdit): boolean {
  const [key, more] = edit.keys
  if (place.kind !== 'user' || key === undefined || more !== undefined || key.wrote === null) return false
  if (text === null || text === '') return true
  const scan = scanToml(text)
  const hasPlace =
    key.before.kind === 'there' || (!('message' in scan) && (scan.keys.length > 0 || scan.firstTable !== null))
  return hasPlace && mode === codexMode && text.endsWith('\n') && !text.includes('\r') && !text.startsWith('\ufeff')
}

/**
 * Lets Codex write the one key, if the configuration still has the version that was read. False: somebody else wrote it since.
 * `with-others`: done, and somebody wrote another part of the file in the same moment.
 */
export async function writeThroughCodex(
  supervisor: Supervisor,
  write: { readonly file: ConfigFile; readonly edit: ConfigEdit; readonly version: string | null },
): Promise<Result<boolean | 'with-others', SwitchError>> {
  const { file, edit, version } = write
  const [wish] = edit.keys
  if (wish === undefined) return ok(false)
  const { key, wrote } = wish
  const value = wrote?.slice(1, -1) ?? null
  const written = await supervisor.withClient((client) => client.configWrite(key, value, version))
  if (!written.ok) return written.error.kind === 'config-conflict' ? ok(false) : written
  const now = await readConfigFile(file.path, 'follow')
  if (!now.ok) return now
  if (now.value.text === edit.text) return ok(true)
  return ok(now.value.text !== null && readConfigKey(now.value.text, key) === value ? 'with-others' : false)
}
