import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Clock } from '../../core/clock'
import type { CodexError } from '../../core/codex/codex-error'
import { programHeaderBytes, programTarget, targetWords } from '../../core/codex/program-header'
import { isVersionAtLeast, minimumCodexVersion, parseVersion } from '../../core/codex/version'
import { err, ok, type Result } from '../../core/result'
import { codexEnvironment } from './codex-environment'
import { codexHome } from './codex-home'
import { foldersOnPath, knownFolders, programNames } from './codex-places'
import { runBriefly } from './run-briefly'

/** A `codex` that answered with its version. `source` says which of the places led to it. */
export interface FoundCodex {
  readonly path: string
  readonly version: string
  readonly source: 'FIREBREAK_CODEX' | 'setting' | 'PATH' | 'login-shell' | 'known-folder'
}

export interface FindCodexOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
  /** The path in the settings, or null. */
  readonly setting: string | null
  readonly clock: Clock
  readonly platform?: NodeJS.Platform
}

const VERSION_LIMIT_MS = 10_000
const SHELL_LIMIT_MS = 3000

/**
 * Looks for `codex` in FIREBREAK_CODEX, the setting, PATH, the login shell's PATH and known folders, in this order. The
 * variable is an order, so nothing else is tried when it leads nowhere. Fails with `not-installed`, `cannot-run` or `too-old`.
 */
export async function findCodex(options: FindCodexOptions): Promise<Result<FoundCodex, CodexError>> {
  const { env, setting, homeFolder, platform = process.platform } = options
  const ordered = env['FIREBREAK_CODEX']
  if (ordered) return firstThatRuns([{ source: 'FIREBREAK_CODEX', paths: async () => [resolve(ordered)] }], options)
  const inFolders = (folders: readonly string[]): string[] =>
    folders.flatMap((folder) => programNames(platform).map((name) => join(folder, name)))
  return firstThatRuns(
    [
      { source: 'setting', paths: async () => (setting === null ? [] : [setting]) },
      { source: 'PATH', paths: async () => inFolders(foldersOnPath(env)) },
      { source: 'login-shell', paths: () => fromLoginShell(options) },
      { source: 'known-folder', paths: async () => inFolders(knownFolders(env, homeFolder, platform)) },
    ],
    options,
  )
}

async function firstThatRuns(
  places: readonly { readonly source: FoundCodex['source']; readonly paths: () => Promise<readonly string[]> }[],
  options: FindCodexOptions,
): Promise<Result<FoundCodex, CodexError>> {
  const searched = new Set<string>()
  let firstError: CodexError | null = null
  for (const { source, paths } of places) {
    for (const path of await paths()) {
      if (searched.has(path)) continue
      searched.add(path)
      if (!(await isProgram(path))) continue
      const tried = await tryProgram(path, source, options)
      if (tried.ok) return tried
      firstError ??= tried.error
    }
  }
  return err(firstError ?? { kind: 'not-installed', searched: [...searched] })
}

async function tryProgram(
  path: string,
  source: FoundCodex['source'],
  { env, homeFolder, clock }: FindCodexOptions,
): Promise<Result<FoundCodex, CodexError>> {
  const run = await runBriefly({
    program: path,
    args: ['--version'],
    env: codexEnvironment({ env, codexHome: codexHome(env, homeFolder), program: path }),
    clock,
    limitMs: VERSION_LIMIT_MS,
  })
  const version = parseVersion(run.stdout)
  if (version === null || run.code !== 0) {
    const cause =
      run.spawnError ?? (run.timedOut ? 'it did not answer --version' : `--version ended with code ${run.code}`)
    return err((await otherProcessor(path)) ?? { kind: 'cannot-run', path, cause })
  }
  if (!isVersionAtLeast(version, minimumCodexVersion)) {
    return err({ kind: 'too-old', path, found: version, needed: minimumCodexVersion })
  }
  return ok({ path, version, source })
}

/** An app that was started from the desktop does not have the PATH that the user's shell sets up. */
async function fromLoginShell({
  env,
  clock,
  platform = process.platform,
}: FindCodexOptions): Promise<readonly string[]> {
  const shell = env['SHELL']
  if (platform === 'win32' || !shell || !isAbsolute(shell)) return []
  const run = await runBriefly({
    program: shell,
    args: ['-lc', 'command -v codex'],
    env,
    clock,
    limitMs: SHELL_LIMIT_MS,
  })
  // A profile may print what it likes before the answer.
  const answer = run.stdout.split('\n').findLast((line) => isAbsolute(line.trim()))
  return answer === undefined ? [] : [answer.trim()]
}

/** Looked at only when it does not run: a system may well run another processor's programs (Rosetta, qemu). */
async function otherProcessor(path: string): Promise<CodexError | null> {
  const here = { platform: process.platform, arch: process.arch }
  const target = programTarget(await firstBytes(path))
  if (target === null || (target.platform === here.platform && target.arch === here.arch)) return null
  if (here.platform !== 'linux' && here.platform !== 'darwin' && here.platform !== 'win32') return null
  const needed = targetWords({ platform: here.platform, arch: here.arch })
  return { kind: 'wrong-processor', path, found: targetWords(target), needed }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(programHeaderBytes), 0, programHeaderBytes, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch {
    return new Uint8Array()
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile() && dirname(path) !== path
  } catch {
    return false
  }
}
