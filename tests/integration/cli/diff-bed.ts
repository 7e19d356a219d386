import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Cli } from '../../support/cli'
import { tempDir } from '../../support/git-fixture'
import { hermeticGitEnv, type TempRepo } from '../../support/temp-repo'

/** Makes a checkpoint; the answer is its id. */
export async function capture(cli: Cli, repo: TempRepo): Promise<string> {
  const { value } = await cli.json(['checkpoint', 'create', '--repo', repo.path])
  return z.object({ id: z.string() }).parse(value).id
}

/** The patch of a diff that is whole. */
export async function diffOf(cli: Cli, repo: TempRepo, ...args: readonly string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await cli.run(['diff', '--repo', repo.path, ...args])
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

/** Every file below a folder but `.git`: its bytes or target, and whether it can be run. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const tree: Record<string, string> = {}
  const walk = (at: Buffer, prefix: string) => {
    for (const entry of readdirSync(at, { encoding: 'buffer' })) {
      const name = prefix + entry.toString('latin1')
      if (name === '.git') continue
      const path = Buffer.concat([at, Buffer.from('/'), entry])
      const stats = lstatSync(path)
      if (stats.isDirectory()) walk(path, `${name}/`)
      else if (stats.isSymbolicLink()) tree[name] = `link ${readlinkSync(path, { encoding: 'latin1' })}`
      else tree[name] = `${(stats.mode & 0o100) === 0 ? '644' : '755'} ${readFileSync(path, 'latin1')}`
    }
  }
  walk(Buffer.from(folder), '')
  return tree
}

/** A copy of the files of a work tree, to which a patch can be applied. */
export function copyOf(repo: TempRepo): string {
  const folder = tempDir('copy')
  // Node's own copy stops at names that are not UTF-8.
  execFileSync('cp', ['-a', `${repo.path}/.`, folder])
  rmSync(join(folder, '.git'), { recursive: true })
  return folder
}

/** Applies a patch with git, in a folder that is no repository. */
export function apply(folder: string, patch: Buffer): void {
  if (patch.length === 0) return
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: patch,
    env: { ...process.env, ...hermeticGitEnv, GIT_CEILING_DIRECTORIES: join(folder, '..') },
  })
}
