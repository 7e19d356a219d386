import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { quotePath } from '../../core/diff/quoted-path'
import type { GuardHook } from '../../core/guard/hooks-json'
import type { GuardRules } from '../../core/guard/guard-rules'
import { encodePath } from '../../core/repo/repo-path'
import type { RepoId } from '../../core/repo/repo-status'
import { guardScript } from './guard-script'

/** Where the guard's program and what it reads lie in FIREBREAK_HOME. The program's place never changes: Codex trusts its command. */
export interface GuardPlaces {
  readonly script: string
  readonly folder: string
  readonly marker: string
  readonly passes: string
  readonly sessions: string
  readonly refusals: string
  readonly repos: string
}

export function guardPlaces(home: string, platform: NodeJS.Platform = process.platform): GuardPlaces {
  const folder = join(home, 'guard')
  return {
    script: join(home, 'bin', platform === 'win32' ? 'guard.ps1' : 'guard'),
    folder,
    marker: join(folder, 'enabled'),
    passes: join(folder, 'passes'),
    sessions: join(folder, 'sessions'),
    refusals: join(folder, 'refusals'),
    repos: join(folder, 'repos'),
  }
}

/** Longer than the guard's own time limit (45 s): when this one is over, Codex lets the prompt through. */
const hookTimeoutSec = 60

/** The hook as it is put into hooks.json. Codex gives the command to a shell. */
export function guardHook(home: string, platform: NodeJS.Platform = process.platform): GuardHook {
  const { script } = guardPlaces(home, platform)
  const command =
    platform === 'win32'
      ? `powershell.exe -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "${script}"`
      : `'${script.replaceAll("'", String.raw`'\''`)}'`
  return { type: 'command', command, timeout: hookTimeoutSec, statusMessage: 'Firebreak looks for uncommitted work' }
}

/** Puts the program at its place, unless it is there already. Throws the file system's error. */
export async function installScript(home: string): Promise<void> {
  const { script } = guardPlaces(home)
  await mkdir(join(home, 'bin'), { recursive: true, mode: 0o700 })
  await put(script, guardScript, 0o700)
  await chmod(script, 0o700)
}

/** Makes the folders that the program cannot make for itself, and the marker. Throws the file system's error. */
export async function enableGuard(home: string): Promise<void> {
  const { marker, passes, sessions, refusals, repos } = guardPlaces(home)
  for (const folder of [passes, sessions, refusals, repos]) await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(marker, 'Without this file the guard lets every prompt through.\n', { mode: 0o600 })
}

/** From now on the program, where Codex still runs it, lets everything through and says so in `trace`. */
export async function disableGuard(home: string): Promise<void> {
  const { folder, marker, passes, repos } = guardPlaces(home)
  await rm(marker, { force: true })
  for (const path of [passes, repos, join(folder, 'gated')]) await rm(path, { recursive: true, force: true })
}

/** Whether program, marker and list are what Firebreak put there. */
export async function ownFilesSound(home: string): Promise<boolean> {
  const { script, marker, folder } = guardPlaces(home)
  try {
    const [present, info] = await Promise.all([readFile(script, 'utf8'), lstat(script)])
    const runs = process.platform === 'win32' || (info.mode & 0o100) !== 0
    await Promise.all([lstat(marker), lstat(join(folder, 'gated'))])
    return runs && info.isFile() && present === guardScript
  } catch {
    return false
  }
}

/**
 * Writes what the program follows, each file put in place whole. `topOf` tells where a repository lies; one that nobody
 * knows keeps what was written last, as the guard may otherwise refuse what the gate lets through. Throws the file
 * system's error.
 */
export async function publishRules(
  home: string,
  rules: GuardRules,
  topOf: (repoId: RepoId) => string | null,
): Promise<void> {
  const { folder, repos } = guardPlaces(home)
  await mkdir(repos, { recursive: true, mode: 0o700 })
  await put(join(folder, 'gated'), `${rules.gated.join('\n')}\n`)
  for (const { repoId, heldBack, filters, pausedUntilMs } of rules.repos) {
    const place = join(repos, repoId)
    const top = topOf(repoId)
    if (top !== null) {
      await mkdir(place, { recursive: true, mode: 0o700 })
      await put(join(place, 'top'), lines([encodePath(top)]))
    } else if (!(await exists(join(place, 'top')))) continue
    await putOrRemove(join(place, 'held-back'), heldBack.length > 0, () =>
      lines(heldBack.map((path) => quotePath('', path))),
    )
    await putOrRemove(join(place, 'filters'), filters.length > 0, () => `${filters.join('\n')}\n`)
    await putOrRemove(
      join(place, 'paused-until'),
      pausedUntilMs !== null,
      () => `${Math.floor((pausedUntilMs ?? 0) / 1000)}\n`,
    )
  }
  const wanted = new Set<string>(rules.repos.map(({ repoId }) => repoId))
  for (const name of await readdir(repos))
    if (!wanted.has(name)) await rm(join(repos, name), { recursive: true, force: true })
}

function lines(all: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(all.flatMap((line) => [line, Buffer.from('\n')]))
}

async function putOrRemove(path: string, wanted: boolean, content: () => string | Uint8Array): Promise<void> {
  if (wanted) await put(path, content())
  else await rm(path, { force: true })
}

async function put(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const wanted = Buffer.from(content)
  const present = await readFile(path).catch(() => null)
  if (present?.equals(wanted)) return
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, wanted, { mode })
  await rename(temporary, path)
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
