import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Bed } from '../../support/codex-bed/types.d.mts'
import { startBed } from '../../support/codex-bed/bed.mjs'
import { createTempDir, createTempRepo, hermeticGitEnv, type TempRepo } from '../../support/temp-repo'

export const spark = 'gpt-5.3-codex-spark'

/** A repository and the real codex of its own; the test brings Firebreak. */
export interface GuardBed {
  readonly dir: string
  readonly repo: TempRepo
  readonly bed: Bed
  readonly env: Readonly<Record<string, string>>
  /** Runs `codex exec` in the repository. */
  exec(
    model: string,
    prompt: string,
    ...more: readonly string[]
  ): Promise<{ readonly code: number | null; readonly out: string }>
}

export async function guardBed(): Promise<GuardBed> {
  const dir = createTempDir('guard')
  const repo = createTempRepo({ path: join(dir, 'repo'), files: { 'a.txt': 'one\n', 'b.txt': 'two\n' } })
  mkdirSync(join(dir, 'user'), { recursive: true })
  const bed = await startBed({ dir, trust: [repo.path] })
  onTestFinished(async () => {
    await bed.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  })
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(dir, 'user'),
    ...hermeticGitEnv,
    ...bed.env,
    FIREBREAK_CODEX: bed.codex,
  }
  return {
    dir,
    repo,
    bed,
    env,
    exec: (model, prompt, ...more) =>
      new Promise((resolve, reject) => {
        const child = spawn(bed.codex, ['exec', ...more, '--model', model, '--', prompt], {
          cwd: repo.path,
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        let out = ''
        child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
        child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
        child.once('error', reject)
        child.once('close', (code) => resolve({ code, out }))
      }),
  }
}
