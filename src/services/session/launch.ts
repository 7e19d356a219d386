import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { encodePath } from '../../core/repo/repo-path'
import { err, ok, type Result } from '../../core/result'
import type { SessionId } from '../../core/session/session'

/** A first prompt is an argument of a process, and other programs of the user can see it; the kernel allows 128 KiB for one. */
const longestPromptBytes = 32 * 1024

/** What a session in a terminal is started with. */
export interface LaunchParameters {
  readonly sessionId: SessionId
  readonly repoPath: string
  readonly model: string
  /** The reasoning effort; null leaves it to Codex. */
  readonly effort: string | null
  /** Absolute path of the codex program. */
  readonly codexPath: string
  readonly codexHome: string
  readonly prompt: string | null
  /** The process that is asked right before Codex runs (launch-handshake.ts); null runs it at once. */
  readonly askPid: number | null
  /** Our own environment. A terminal that was started by the desktop has another one, so what Codex needs is handed over. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Launch {
  readonly runDir: string
  /** Runs the launcher (on Windows, Codex itself); also what the user can paste into a terminal. */
  readonly command: readonly string[]
}

export type LaunchError =
  | { readonly kind: 'prompt-too-long'; readonly bytes: number; readonly limitBytes: number }
  /** A NUL byte, or a model or program that cannot be one. */
  | { readonly kind: 'bad-parameter'; readonly name: string }
  /** The run folder cannot be written, e.g. ENOSPC. */
  | { readonly kind: 'not-written'; readonly code: string; readonly path: string }

// Where Codex looks for its certificate, its other folder and the proxy.
const handedOver =
  /^(?:CODEX_CA_CERTIFICATE|CODEX_SQLITE_HOME|(?:HTTPS?|ALL|NO)_PROXY|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR))$/
const modelName = /^[A-Za-z0-9][\w.:/-]{0,199}$/

/** The name by which the rollout of this session says that we started it. */
export function sessionOriginator(sessionId: SessionId): string {
  return `firebreak_${sessionId}`
}

/** Where the launcher of a session finds its parameters and leaves its records. */
export function runDirOf(home: string, sessionId: SessionId): string {
  return join(home, 'run', sessionId)
}

/**
 * Puts the launcher at its constant place in FIREBREAK_HOME and answers that path. It is only written when its bytes differ,
 * so that a session that runs keeps the script its shell is reading. Throws the file system's error.
 */
export async function installLauncher(home: string, source: string): Promise<string> {
  const path = join(home, 'bin', 'launch-session')
  const wanted = await readFile(source)
  const present = await readFile(path).catch(() => null)
  if (present === null || !present.equals(wanted)) {
    await mkdir(join(home, 'bin'), { recursive: true, mode: 0o700 })
    const temporary = `${path}.${process.pid}.tmp`
    await writeFile(temporary, wanted, { mode: 0o700 })
    await rename(temporary, path)
  }
  await chmod(path, 0o700)
  return path
}

/** Writes the parameters of a session into its run folder, which a session uses once. Nothing is started. */
export async function prepareLaunch(
  home: string,
  launcher: string,
  parameters: LaunchParameters,
): Promise<Result<Launch, LaunchError>> {
  const bad = badParameter(parameters)
  if (bad !== null) return err(bad)
  const { sessionId, repoPath, model, effort, codexPath, codexHome, prompt, askPid, env } = parameters
  const runDir = runDirOf(home, sessionId)
  const files = new Map<string, string | Uint8Array>([
    ['repo', encodePath(repoPath)],
    ['model', model],
    ['codex', codexPath],
    ['codex-home', codexHome],
    ['originator', sessionOriginator(sessionId)],
    ['ask', askPid === null ? 'nobody' : String(askPid)],
  ])
  if (effort !== null) files.set('effort', effort)
  if (prompt) files.set('prompt', prompt)
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && handedOver.test(name)) files.set(join('env', name), value)
  }
  try {
    await mkdir(join(runDir, 'env'), { recursive: true, mode: 0o700 })
    for (const [name, content] of files) await writeFile(join(runDir, name), content, { mode: 0o600 })
    return ok({ runDir, command: hasLauncher() ? [launcher, runDir] : directCommand(parameters) })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
    return err({ kind: 'not-written', code, path: runDir })
  }
}

/** Windows has no POSIX shell to run the launcher: Codex is started directly, and nothing is recorded. */
export function hasLauncher(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== 'win32'
}

function directCommand({ codexPath, model, effort, repoPath, prompt }: LaunchParameters): readonly string[] {
  const effortOption = effort === null ? [] : ['-c', `model_reasoning_effort=${effort}`]
  const first = prompt ? ['--', prompt] : []
  return [codexPath, '--no-daemon', '--model', model, ...effortOption, '--cd', repoPath, ...first]
}

function badParameter(parameters: LaunchParameters): LaunchError | null {
  const { sessionId, repoPath, model, effort, codexPath, codexHome, prompt } = parameters
  const bytes = Buffer.byteLength(prompt ?? '')
  if (bytes > longestPromptBytes) return { kind: 'prompt-too-long', bytes, limitBytes: longestPromptBytes }
  const bad = (name: string): LaunchError => ({ kind: 'bad-parameter', name })
  if (basename(sessionId) !== sessionId || sessionId === '' || sessionId.startsWith('.')) return bad('sessionId')
  if (!modelName.test(model)) return bad('model')
  if (effort !== null && !/^[a-z]{1,30}$/.test(effort)) return bad('effort')
  if (!isAbsolute(codexPath)) return bad('codexPath')
  if (!isAbsolute(repoPath)) return bad('repoPath')
  const withNul = Object.entries({ repoPath, codexPath, codexHome, prompt }).find(([, value]) => value?.includes('\0'))
  return withNul === undefined ? null : bad(withNul[0])
}
