import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createGitRunner } from '../../../../src/repo/git/git-runner'
import { systemClock } from '../../../../src/services/system-clock'
import { createManualClock } from '../../../support/manual-clock'
import { isRunning, layoutOf, tempDir, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'

/** A program that stands in for git: it answers `version`, and runs the script for anything else. */
function scriptedGit(script: string, version = '2.39.5'): string {
  const path = join(tempDir('bin'), 'git')
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = version ]; then echo "git version ${version}"; exit; fi\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}
const folder = { gitDir: '/', cwd: '/' }

it('starts each git with the hardened flags, in an environment of its own', async () => {
  const seen = join(tempDir('seen'), 'seen')
  const gitPath = scriptedGit(`{ printf '%s\\n' "$@"; echo ---; env; } >>'${seen}'`)
  const env = {
    PATH: '.:relative:/usr/bin:/bin',
    HOME: '/nonexistent',
    LD_PRELOAD: '',
    GIT_EXTERNAL_DIFF: 'evil',
    GIT_SSH_COMMAND: 'evil',
    GIT_DIR: '/elsewhere',
    NODE_OPTIONS: '--no-warnings',
    ELECTRON_RUN_AS_NODE: '1',
  }
  const runner = createGitRunner({ clock: systemClock, gitPath, env })
  valueOf(await runner.run(['rev-parse', 'HEAD'], folder))
  const [args = '', environment = ''] = readFileSync(seen, 'utf8').split('---\n')
  expect(args.split('\n').slice(0, 5)).toEqual([
    '--no-pager',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
  ])
  expect(args).toMatch(/protocol\.allow=never[^]*\nrev-parse\nHEAD\n$/)
  const names = environment.split('\n').map((line) => line.split('=')[0])
  for (const name of Object.keys(env).filter((key) => !['PATH', 'HOME', 'GIT_DIR'].includes(key)))
    expect(names).not.toContain(name)
  expect(environment).toContain('PATH=/usr/bin:/bin\n')
  expect(environment).toContain('GIT_DIR=/\n')
  expect(environment).toContain('GIT_ALLOW_PROTOCOL=none\n')
})

it('tells what it was given back: output, exit codes that are an answer, and failures with what git said', async () => {
  const runner = createGitRunner({
    clock: systemClock,
    gitPath: scriptedGit('cat; echo oops >&2; exit 3'),
    env: { PATH: '/usr/bin:/bin' },
  })
  const input = Buffer.from('a\0b')
  expect(await runner.run(['rev-parse'], { ...folder, input, okCodes: [0, 3] })).toEqual({
    ok: true,
    value: { stdout: input, stderr: 'oops\n', code: 3 },
  })
  expect(await runner.run(['rev-parse'], folder)).toEqual({
    ok: false,
    error: { kind: 'git-failed', command: 'rev-parse', code: 3, stderr: 'oops\n' },
  })
})

it('refuses a git that is too old', async () => {
  const runner = createGitRunner({ clock: systemClock, gitPath: scriptedGit('', '2.35.9'), env: {} })
  expect(await runner.run(['rev-parse'], folder)).toEqual({
    ok: false,
    error: { kind: 'git-too-old', found: '2.35.9', needed: '2.36' },
  })
})

it('says that git is missing', async () => {
  const runner = createGitRunner({ clock: systemClock, gitPath: '/nonexistent/git', env: {} })
  expect(await runner.run(['rev-parse'], folder)).toEqual({
    ok: false,
    error: { kind: 'git-missing', searched: ['/nonexistent/git'] },
  })
})

it('ends a git that takes too long, with everything it started', async () => {
  const mark = join(tempDir('mark'), 'started')
  const gitPath = scriptedGit(`sleep 600 & echo $! >'${mark}.pid'; mv '${mark}.pid' '${mark}'; wait`)
  const { clock, advance } = createManualClock()
  const runner = createGitRunner({ clock, gitPath, env: { PATH: '/usr/bin:/bin' } })
  const answer = runner.run(['rev-parse'], { ...folder, timeoutMs: 5_000 })
  await expect.poll(() => existsSync(mark)).toBe(true)
  await advance(5_000)
  expect(await answer).toEqual({ ok: false, error: { kind: 'git-timeout', command: 'rev-parse', afterMs: 5_000 } })
  await expect.poll(() => isRunning(Number(readFileSync(mark, 'utf8')))).toBe(false)
})

it('ends a git that ignores being asked', async () => {
  const mark = join(tempDir('mark'), 'started')
  const gitPath = scriptedGit(`trap '' TERM; : >'${mark}'; while :; do sleep 0.05; done`)
  const { clock, advance } = createManualClock()
  const runner = createGitRunner({ clock, gitPath, env: { PATH: '/usr/bin:/bin' } })
  const answer = runner.run(['rev-parse'], { ...folder, timeoutMs: 5_000 })
  await expect.poll(() => existsSync(mark)).toBe(true)
  await advance(7_000)
  expect(await answer).toMatchObject({ error: { kind: 'git-timeout' } })
})

it('ends a git whose answer is too large, and one that is not wanted any more', async () => {
  const runner = createGitRunner({ clock: systemClock, gitPath: scriptedGit('yes'), env: { PATH: '/usr/bin:/bin' } })
  const stderr = (why: string) => ({
    ok: false,
    error: { kind: 'git-failed', command: 'rev-parse', code: null, stderr: why },
  })
  expect(await runner.run(['rev-parse'], { ...folder, maxBytes: 1000 })).toEqual(stderr('too-much-output'))
  const silent = createGitRunner({
    clock: systemClock,
    gitPath: scriptedGit('sleep 600'),
    env: { PATH: '/usr/bin:/bin' },
  })
  const controller = new AbortController()
  const answer = silent.run(['rev-parse'], { ...folder, signal: controller.signal })
  controller.abort()
  expect(await answer).toEqual(stderr('cancelled'))
})

describe('what is not allowed', () => {
  it.each([
    ['an alias or a subcommand that can run programs', ['difftool', '-y']],
    ['a textconv', ['cat-file', '--textconv', 'HEAD:a']],
    ['filters', ['cat-file', '--filters', 'HEAD:a']],
    ['hashing through filters', ['hash-object', 'a']],
    ['an external diff', ['diff', '--ext-diff']],
  ])('throws for %s', async (_name, args) => {
    await expect(testRunner().run(args, folder)).rejects.toThrow('git')
  })

  it('throws for anything but the commit as the user', async () => {
    const layout = await layoutOf(tempRepo({ files: { a: 'b\n' } }).path)
    await expect(testRunner().runAsUser(['push'], { layout })).rejects.toThrow('not run as the user')
  })
})
