import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { enableGuard, guardPlaces, installScript } from '../../src/services/guard/guard-folder'
import { tempDir } from './git-fixture'
import { hermeticGitEnv } from './temp-repo'

export const spark = 'gpt-5.3-codex-spark'

/** What the guard answered: null when the prompt passes, else the reason. */
export type GuardAnswer = string | null

/** A program that runs the script: the shell and the awk that it finds. */
export interface ScriptWorld {
  readonly name: string
  readonly shell: readonly string[]
  readonly awk: readonly string[]
}

/** The guard's program with a FIREBREAK_HOME of its own. */
export interface GuardScript {
  readonly home: string
  readonly folder: string
  /** Gives it an input as Codex does; throws for an output that Codex would not take. */
  ask(input: string, env?: NodeJS.ProcessEnv): Promise<GuardAnswer>
  refusals(): readonly string[]
  trace(): string
}

const answerSchema = z.strictObject({ decision: z.literal('block'), reason: z.string().min(1) })

/** What Codex 0.169.0 gives a UserPromptSubmit hook. */
export function hookInput(cwd: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    session_id: '01a2048c-d4e8-7aa3-a89d-d374a2077a38',
    turn_id: '01a2048c-d52a-7941-87fd-57ef6927eee7',
    transcript_path: '/home/ada/.codex/sessions/x.jsonl',
    cwd,
    hook_event_name: 'UserPromptSubmit',
    model: spark,
    permission_mode: 'bypassPermissions',
    prompt: 'hello',
    ...more,
  })
}

/** The shells and awks that people have, the usual ones first, each with PATH holding nothing but sh, sed, awk and git. One that is missing fails. */
export function scriptWorlds(): readonly ScriptWorld[] {
  // Debian 13 has one folder for all programs, and the old name for it.
  const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((program) => existsSync(program)) ?? '/usr/bin/busybox'
  const shells = [['/bin/dash'], ['/bin/bash', '--posix'], [busybox, 'ash']]
  const awks = [['/usr/bin/mawk'], ['/usr/bin/gawk'], ['/usr/bin/original-awk']]
  const sh = realpathSync('/bin/sh')
  return [
    ...awks.map((awk) => ({ name: `sh with ${awk[0]}`, shell: ['/bin/sh'], awk })),
    ...shells
      .filter(([program = '']) => realpathSync(program) !== sh)
      .map((shell) => ({ name: shell.join(' '), shell, awk: ['/usr/bin/mawk'] })),
  ]
}

export async function guardScript(
  world: ScriptWorld = { name: 'sh', shell: ['/bin/sh'], awk: [] },
): Promise<GuardScript> {
  const home = tempDir('guard-home')
  await installScript(home)
  await enableGuard(home)
  const { script, folder, refusals } = guardPlaces(home)
  const bin = join(home, 'only')
  mkdirSync(bin)
  for (const [name, program] of [
    ['sh', '/bin/sh'],
    ['sed', '/bin/sed'],
    ['git', '/usr/bin/git'],
    ['awk', world.awk[0] ?? '/usr/bin/awk'],
  ] as const)
    symlinkSync(program, join(bin, name))
  return {
    home,
    folder,
    async ask(input, env = {}) {
      const [program = '', ...args] = world.shell
      const child = spawn(program, [...args, script], {
        cwd: '/',
        env: { PATH: bin, HOME: home, ...hermeticGitEnv, ...env },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      // A script that answers before it has read everything closes the pipe.
      child.stdin.on('error', () => {})
      child.stdin.end(input)
      const out: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', resolve)
      })
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(out))
      if (code !== 0) throw new Error(`the guard ended with ${code}, and Codex would let the prompt through: ${text}`)
      return text === '' ? null : answerSchema.parse(JSON.parse(text)).reason
    },
    refusals: () => readdirSync(refusals).map((name) => readFileSync(join(refusals, name), 'utf8')),
    trace: () => (existsSync(join(folder, 'trace')) ? readFileSync(join(folder, 'trace'), 'utf8') : ''),
  }
}
