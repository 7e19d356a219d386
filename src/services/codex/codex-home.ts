import { join, resolve } from 'node:path'

/** Where Codex keeps its config, sign-in and sessions: CODEX_HOME, by Codex's own default `.codex` in the home folder. */
export function codexHome(env: Readonly<Record<string, string | undefined>>, homeFolder: string): string {
  const configured = env['CODEX_HOME']
  return configured ? resolve(configured) : join(homeFolder, '.codex')
}
