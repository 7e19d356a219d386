import { chmodSync, chownSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { asPlainUser, builtCli } from '../../support/cli'
import { tempDir, tempRepo } from '../../support/git-fixture'

const cliOf = builtCli()
const nobody = 65534

const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(1), next: z.string().min(1) }),
})

function codeOf(value: unknown): string {
  return errorSchema.parse(value).error.code
}

describe('a call that is written wrong', () => {
  it.each([
    [[]],
    [['nonsense']],
    [['gate', '--nonsense']],
    [['gate', 'surplus']],
    [['gate', '--repo']],
    [['status', 'surplus']],
    [['limits', '--repo', '/']],
    [['model', 'paint']],
    [['model', 'set']],
    [['model', 'get', 'surplus']],
    [['repo']],
    [['repo', 'paint']],
    [['repo', 'add']],
    [['repo', 'use']],
    [['repo', 'list', '/']],
    [['checkpoint']],
    [['checkpoint', 'paint']],
    [['checkpoint', 'list', '--label', 'x']],
  ])('is answered: %j', async (args) => {
    const cli = cliOf()
    const { code, value } = await cli.json(args)
    expect([code, codeOf(value)]).toEqual([2, 'USAGE'])
  })

  it('is told to people on standard error, with where to look', async () => {
    const { code, stdout, stderr } = await cliOf().run(['gate', '--nonsense'])
    expect([code, stdout.length]).toEqual([2, 0])
    expect(stderr).toBe("Unknown option '--nonsense'.\nSee firebreak gate --help.\n")
  })
})

describe('help', () => {
  it('lists every verb', async () => {
    const cli = cliOf()
    for (const args of [['--help'], ['help'], ['-h']]) {
      const { code, stdout } = await cli.run(args)
      expect(code).toBe(0)
      for (const verb of ['status', 'gate', 'diff', 'limits', 'model', 'repo', 'checkpoint'])
        expect(stdout.toString()).toContain(`\n  ${verb}`)
    }
  })

  it('of a verb tells its options, wherever it is asked for, and does nothing else', async () => {
    const cli = cliOf()
    const before = await cli.run(['--help', 'checkpoint', 'create'])
    const after = await cli.run(['checkpoint', 'create', '--repo', '/nowhere', '--help'])
    expect([before.code, after.code]).toEqual([0, 0])
    expect(after.stdout.toString()).toContain('firebreak checkpoint create [--repo PATH] [--label TEXT]')
    expect(before.stdout.equals(after.stdout)).toBe(true)
  })

  it('is one JSON value as well, and so is the version', async () => {
    const cli = cliOf()
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')))
    expect((await cli.json(['--help'])).value).toHaveProperty('usage')
    expect((await cli.json(['gate', '--help'])).value).toHaveProperty('usage')
    expect(await cli.json(['--version'])).toEqual({ code: 0, value: { version } })
    expect((await cli.run(['--version'])).stdout.toString()).toBe(`${version}\n`)
  })
})

describe('a repository that cannot be used', () => {
  const verbs = [['gate'], ['status'], ['diff'], ['checkpoint', 'create'], ['checkpoint', 'list']]

  it.each(verbs)('is refused when the folder is none: %s %s', async (...args) => {
    const folder = tempDir()
    const cli = cliOf()
    const { code, value } = await cli.json([...args, '--repo', folder])
    expect([code, codeOf(value)]).toEqual([2, 'NOT_A_REPO'])
    const { stdout, stderr } = await cli.run([...args, '--repo', folder])
    expect(stdout.length).toBe(0)
    expect(stderr).toContain('is not in a git repository')
  })

  it('is refused when it is bare', async () => {
    const folder = tempDir()
    tempRepo({ files: { a: 'a' } }).git('init', '-q', '--bare', folder)
    const { code, value } = await cliOf().json(['gate', '--repo', folder])
    expect([code, codeOf(value)]).toEqual([2, 'BARE'])
  })

  it('is refused when it belongs to somebody else', async () => {
    const repo = tempRepo({ files: { a: 'a' } })
    chownSync(repo.path, nobody, nobody)
    chownSync(join(repo.path, '.git'), nobody, nobody)
    const { code, value } = await cliOf().json(['gate', '--repo', repo.path])
    expect([code, codeOf(value)]).toEqual([2, 'UNSAFE_OWNER'])
  })

  it('is refused when it is the home folder', async () => {
    const repo = tempRepo({ files: { a: 'a' } })
    const { code, value } = await cliOf().json(['gate', '--repo', repo.path], { env: { HOME: repo.path } })
    expect([code, codeOf(value)]).toEqual([2, 'HOME_REPO'])
  })

  it('is refused when git works on another folder', async () => {
    const [repo, other] = [tempRepo({ files: { a: 'a' } }), tempDir()]
    repo.git('config', 'core.worktree', other)
    const { code, value } = await cliOf().json(['gate', '--repo', repo.path])
    expect([code, codeOf(value)]).toEqual([2, 'OUTSIDE_WORKTREE'])
  })

  it('is refused when Firebreak keeps its own data in it', async () => {
    const repo = tempRepo({ files: { a: 'a' } })
    const env = { FIREBREAK_HOME: join(repo.path, 'data') }
    const { code, value } = await cliOf().json(['gate', '--repo', repo.path], { env })
    expect([code, codeOf(value)]).toEqual([2, 'HOLDS_FIREBREAK_HOME'])
  })

  it('is refused when the folder is gone', async () => {
    const cli = cliOf()
    const { code, value } = await cli.json(['gate', '--repo', '/nowhere/at/all'])
    expect([code, codeOf(value)]).toEqual([2, 'FOLDER_GONE'])
  })

  it('cannot be read without git, even when one lies where PATH does not lead', async () => {
    const repo = tempRepo({ files: { a: 'a' } })
    const empty = tempDir()
    for (const PATH of [empty, '', 'relative']) {
      const { code, value } = await cliOf().json(['gate', '--repo', repo.path], { env: { PATH } })
      expect([code, codeOf(value)]).toEqual([2, 'GIT_MISSING'])
    }
  })

  it('cannot be read with an old git', async () => {
    const repo = tempRepo({ files: { a: 'a' } })
    const folder = tempDir()
    writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.20.1\n', { mode: 0o755 })
    const { code, value } = await cliOf().json(['gate', '--repo', repo.path], { env: { PATH: folder } })
    expect([code, codeOf(value)]).toEqual([2, 'GIT_TOO_OLD'])
  })

  it('is read with git on a PATH that names its folder in an odd way', async () => {
    const repo = tempRepo({ files: { a: 'a' } })
    const folder = tempDir()
    symlinkSync('/usr/bin/git', join(folder, 'git'))
    const { code } = await cliOf().json(['gate', '--repo', repo.path], { env: { PATH: `${folder}//` } })
    expect(code).toBe(0)
  })
})

describe('a home that cannot be written', () => {
  it('is named, and what only reads goes on', async () => {
    const cli = cliOf()
    const repo = tempRepo({ files: { a: 'a' } })
    const closed = tempDir()
    chmodSync(closed, 0o555)
    const options = { ...asPlainUser([repo.path]), env: { FIREBREAK_HOME: join(closed, 'home'), HOME: '/nonexistent' } }
    for (const args of [
      ['checkpoint', 'create', '--repo', repo.path],
      ['repo', 'add', repo.path],
      ['repo', 'use', repo.path],
    ]) {
      const { code, value } = await cli.json(args, options)
      expect([code, codeOf(value)]).toEqual([2, 'READ_ONLY'])
    }
    expect((await cli.json(['gate', '--repo', repo.path], options)).code).toBe(0)
    expect((await cli.json(['repo', 'list'], options)).value).toEqual([])
  })
})
