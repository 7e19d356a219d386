import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startBed } from './codex-bed/bed.mjs'
import type { Bed } from './codex-bed/types.d.mts'
import { createTempRepo, type TempRepo } from './temp-repo'
import { removeFolder, tempFolder } from './firebreak-app'

/** A repository, the real codex on its stand-in backend, and the environment that leads Firebreak to both. */
export interface RealCodex {
  readonly repo: TempRepo
  readonly bed: Bed
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** `files` are committed; the repository has an identity of its own, as the app's git reads no settings of the tests. */
export async function realCodexOn(files: Readonly<Record<string, string>>): Promise<RealCodex> {
  const repo = createTempRepo({ files })
  repo.git('config', 'user.name', 'Ada')
  repo.git('config', 'user.email', 'ada@example.invalid')
  const folder = tempFolder('codex')
  const bed = await startBed({ dir: path.join(folder, 'bed'), trust: [repo.path] })
  return {
    repo,
    bed,
    env: { ...bed.env, FIREBREAK_CODEX: bed.codex },
    async close() {
      await bed.close()
      repo.cleanup()
      removeFolder(folder)
    },
  }
}

/** Process ids of the terminals on this test's own desktop; others on the computer are none of ours. */
export function terminalPids(): readonly number[] {
  return pidsNamed('xterm').filter((pid) => displayOf(pid) === process.env['DISPLAY'])
}

function pidsNamed(name: string): readonly number[] {
  try {
    return execFileSync('pgrep', ['-x', name], { encoding: 'utf8' }).split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function displayOf(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return variables.find((variable) => variable.startsWith('DISPLAY='))?.slice('DISPLAY='.length)
  } catch {
    return undefined
  }
}

/** Closes every terminal window, as a person does with the mouse. */
export function closeTerminals(): void {
  for (const pid of terminalPids()) process.kill(pid, 'SIGTERM')
}
