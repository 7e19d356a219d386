import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCodex, type FindCodexOptions } from '../../../src/services/codex/find-codex'
import { systemClock } from '../../../src/services/system-clock'
import { createManualClock } from '../../support/manual-clock'
import { isRunning } from '../../support/stub-app-server'
import { createTempDir } from '../../support/temp-repo'

describe('findCodex', () => {
  let dir: string
  beforeEach(() => {
    dir = createTempDir('find-codex')
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const script = (path: string, body: string): string => {
    const file = join(dir, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${body}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const codex = (path: string, version = '0.169.0'): string => script(path, `echo codex-cli ${version}`)
  const find = (env: Record<string, string>, more: Partial<FindCodexOptions> = {}) =>
    findCodex({ env: { PATH: '', ...env }, homeFolder: join(dir, 'home'), setting: null, clock: systemClock, ...more })
  const found = (path: string, source: string, version = '0.169.0') => ({ ok: true, value: { path, version, source } })

  it('takes the places in their order', async () => {
    const places = ['variable', 'setting', 'path/codex', 'shell/codex', 'home/.local/bin/codex'].map((path) =>
      codex(path),
    )
    const [variable = '', setting = '', onPath = '', inShell = '', known = ''] = places
    const shell = script('sh', `echo 'Welcome back'; echo ${inShell}; echo`)
    const env = { PATH: dirname(onPath), SHELL: shell }
    expect(await find({ ...env, FIREBREAK_CODEX: variable }, { setting })).toEqual(found(variable, 'FIREBREAK_CODEX'))
    expect(await find(env, { setting })).toEqual(found(setting, 'setting'))
    expect(await find(env)).toEqual(found(onPath, 'PATH'))
    expect(await find({ SHELL: shell })).toEqual(found(inShell, 'login-shell'))
    expect(await find({})).toEqual(found(known, 'known-folder'))
  })

  it('finds one that nvm installed, the newest Node first', async () => {
    codex('home/.nvm/versions/node/v9.1.0/bin/codex')
    const newest = codex('home/.nvm/versions/node/v20.2.0/bin/codex')
    expect(await find({})).toEqual(found(newest, 'known-folder'))
  })

  it('runs a script of npm with the node beside it', async () => {
    script('npm/node', 'echo codex-cli 0.169.0')
    const npm = join(dir, 'npm', 'codex')
    writeFileSync(npm, '#!/usr/bin/env node\n')
    chmodSync(npm, 0o755)
    expect(await find({ PATH: '/usr/bin:/bin' }, { setting: npm })).toEqual(found(npm, 'setting'))
  })

  it('looks nowhere else when the variable leads nowhere', async () => {
    codex('home/.local/bin/codex')
    const missing = join(dir, 'missing')
    expect(await find({ FIREBREAK_CODEX: missing })).toEqual({
      ok: false,
      error: { kind: 'not-installed', searched: [missing] },
    })
  })

  it('says where it looked when there is none', async () => {
    const answer = await find({ PATH: `relative:.:${dir}` })
    expect(answer).toMatchObject({ ok: false, error: { kind: 'not-installed' } })
    const searched = answer.ok || answer.error.kind !== 'not-installed' ? [] : answer.error.searched
    expect(searched).toContain(join(dir, 'codex'))
    expect(searched).toContain(join(dir, 'home', '.local', 'bin', 'codex'))
    expect(searched.filter((path) => !path.startsWith('/'))).toEqual([])
  })

  it('goes on when the first one does not run or is too old', async () => {
    const broken = script('broken/codex', 'exit 127')
    codex('old/codex', '0.99.0')
    const good = codex('good/codex')
    const env = { PATH: ['broken', 'old', 'good'].map((name) => join(dir, name)).join(':') }
    expect(await find(env)).toEqual(found(good, 'PATH'))
    rmSync(good)
    expect(await find(env)).toEqual({
      ok: false,
      error: { kind: 'cannot-run', path: broken, cause: '--version ended with code 127' },
    })
    rmSync(broken)
    expect(await find(env)).toMatchObject({ error: { kind: 'too-old', found: '0.99.0' } })
  })

  it('says of a program for another processor what it is made for', async () => {
    const header = Buffer.alloc(64)
    // ELF, 64 bit, little endian, e_machine riscv64.
    header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
    header.writeUInt16LE(0xf3, 18)
    const path = join(dir, 'codex')
    writeFileSync(path, header, { mode: 0o755 })
    expect(await find({ PATH: dir })).toEqual({
      ok: false,
      error: {
        kind: 'wrong-processor',
        path,
        found: 'Linux on riscv64',
        needed: `${process.platform === 'darwin' ? 'macOS' : 'Linux'} on ${process.arch}`,
      },
    })
  })

  it('gives one that hangs 10 s to say its version, then ends it', async () => {
    const time = createManualClock()
    const marker = join(dir, 'pid')
    const path = script('codex', `echo $$ > '${marker}.part'; mv '${marker}.part' '${marker}'; exec sleep 1000`)
    const answer = find({ PATH: `${dir}:/usr/bin:/bin` }, { clock: time.clock })
    await expect.poll(() => existsSync(marker)).toBe(true)
    await time.advance(10_000)
    expect(await answer).toEqual({
      ok: false,
      error: { kind: 'cannot-run', path, cause: 'it did not answer --version' },
    })
    await expect.poll(() => isRunning(Number(readFileSync(marker, 'utf8')))).toBe(false)
  })

  it('does not take a folder, a file that cannot be executed or a dangling link for a program', async () => {
    mkdirSync(join(dir, 'a', 'codex'), { recursive: true })
    mkdirSync(join(dir, 'b'))
    writeFileSync(join(dir, 'b', 'codex'), 'text')
    mkdirSync(join(dir, 'c'))
    symlinkSync('nowhere', join(dir, 'c', 'codex'))
    const env = { PATH: ['a', 'b', 'c'].map((name) => join(dir, name)).join(':') }
    expect(await find(env)).toMatchObject({ error: { kind: 'not-installed' } })
  })

  it('gives a login shell 3 s, then ends it and what it started', async () => {
    const time = createManualClock()
    const marker = join(dir, 'pid')
    const shell = script('sh', `sleep 1000 & echo $! > '${marker}.part'; mv '${marker}.part' '${marker}'; wait`)
    const answer = find({ SHELL: shell, PATH: '/usr/bin:/bin' }, { clock: time.clock })
    await expect.poll(() => existsSync(marker)).toBe(true)
    const pid = Number(readFileSync(marker, 'utf8'))
    expect(isRunning(pid)).toBe(true)
    await time.advance(3000)
    expect(await answer).toMatchObject({ error: { kind: 'not-installed' } })
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('keeps what does not belong to Codex out of its environment', async () => {
    const seen = join(dir, 'seen')
    const spy = script('spy', `env > '${seen}'; echo codex-cli 0.169.0`)
    await find(
      {
        LD_PRELOAD: '/x.so',
        NODE_OPTIONS: '--require /x.js',
        OPENAI_API_KEY: 'sk-x',
        GIT_DIR: '/x',
        HTTPS_PROXY: 'http://127.0.0.1:1',
        no_proxy: 'localhost',
        SSL_CERT_FILE: '/ca.pem',
        CODEX_CA_CERTIFICATE: '/own.pem',
        LC_ALL: 'C.UTF-8',
        PATH: '/usr/bin:/bin',
      },
      { setting: spy },
    )
    const names = readFileSync(seen, 'utf8')
      .split('\n')
      .map((line) => line.split('=')[0])
    expect(names).toEqual(
      expect.arrayContaining([
        'CODEX_HOME',
        'HTTPS_PROXY',
        'no_proxy',
        'SSL_CERT_FILE',
        'CODEX_CA_CERTIFICATE',
        'LC_ALL',
      ]),
    )
    for (const kept of ['LD_PRELOAD', 'NODE_OPTIONS', 'OPENAI_API_KEY', 'GIT_DIR']) expect(names).not.toContain(kept)
  })
})
