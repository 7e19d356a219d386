import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfigKey } from '../../core/config/edit-config'
import { readConfigFile } from './config-file'

const suffix = '.config.toml'
const mostProfiles = 50

/** The profiles (`codex -p NAME` reads `NAME.config.toml` in Codex's home) that set a model. Never throws. */
export async function profilesWithModel(
  codexHome: string,
): Promise<readonly { readonly name: string; readonly modelId: string }[]> {
  const names = await readdir(codexHome).catch(() => [])
  const files = names.filter((name) => name.endsWith(suffix) && name.length > suffix.length).toSorted()
  const profiles = []
  for (const name of files.slice(0, mostProfiles)) {
    const path = join(codexHome, name)
    const isFile = await stat(path).then(
      (info) => info.isFile(),
      () => false,
    )
    const read = isFile ? await readConfigFile(path, 'follow') : null
    const modelId = read?.ok === true && read.value.text !== null ? readConfigKey(read.value.text, 'model') : null
    if (modelId !== null) profiles.push({ name: name.slice(0, -suffix.length), modelId })
  }
  return profiles
}
