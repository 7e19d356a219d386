import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Terminal, findTerminal, openTerminal, pasteable } from '../../../../src/services/session/terminal'
import { hostileNames } from '../../../support/hostile-names'
import { createTempDir } from '../../../support/temp-repo'

let root: string
let bin: string

beforeEach(() => {
  root = createTempDir('terminal')
  bin = join(root, 'bin')
  mkdirSync(bin)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A terminal that notes the folder it was started in and its arguments instead of opening a window. */
function stubTerminal(name: string): string {
  const path = join(bin, name)
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\0' "$PWD" "$@" >"$STUB_OUT.tmp" && mv "$STUB_OUT.tmp" "$STUB_OUT"\n`)
  chmodSync(path, 0o755)
  return path
}

async function found(env: Record<string, string>, setting: readonly string[] | null = null): Promise<Terminal> {
  const terminal = await findTerminal({ setting, env: { PATH: bin, ...env }, platform: 'linux' })
  if (!terminal.ok) throw new Error(JSON.stringify(terminal.error))
  return terminal.value
}

async function openedWith(options: {
  readonly terminal: Terminal
  readonly cwd: string
  readonly command: readonly string[]
  readonly platform?: NodeJS.Platform
}): Promise<{ cwd: string | undefined; args: readonly string[] }> {
  const out = join(root, 'out')
  rmSync(out, { force: true })
  const env = { PATH: `${bin}:/usr/bin:/bin`, STUB_OUT: out }
  const opened = await openTerminal({ platform: 'linux', ...options, env, scratch: root })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  expect(await opened.value.exited).toBe(0)
  const [cwd, ...args] = readFileSync(out, 'utf8').split('\0').slice(0, -1)
  return { cwd, args }
}

const known: readonly [string, readonly string[]][] = [
  ['x-terminal-emulator', ['-e']],
  ['gnome-terminal', ['--']],
  ['konsole', ['-e']],
  ['kitty', []],
  ['alacritty', ['-e']],
  ['foot', []],
  ['wezterm', ['start', '--']],
  ['xfce4-terminal', ['-x']],
  ['xterm', ['-e']],
]

describe('every known terminal', () => {
  it.each(known)('%s gets the command as separate arguments, whatever the folder is called', async (name, args) => {
    const program = stubTerminal(name)
    const terminal = await found({ WAYLAND_DISPLAY: 'wayland-0' })
    expect(terminal).toEqual({ program, args })
    for (const hostile of hostileNames) {
      const cwd = join(root, 'repos', hostile)
      mkdirSync(cwd, { recursive: true })
      const command = [join(root, hostile, 'launch-session'), join(root, hostile, 'run')]
      expect(await openedWith({ terminal, cwd, command })).toEqual({ cwd, args: [...args, ...command] })
    }
    expect(existsSync(join(root, 'pwned'))).toBe(false)
  })
})

describe('findTerminal', () => {
  it('takes the setting before anything that is installed', async () => {
    stubTerminal('x-terminal-emulator')
    const own = stubTerminal('my terminal')
    expect(await found({}, [own, '--new', '-x'])).toEqual({ program: own, args: ['--new', '-x'] })
    expect(await found({}, ['my terminal'])).toEqual({ program: own, args: [] })
  })

  it('takes them in order and leaves out what cannot run on this desktop', async () => {
    stubTerminal('foot')
    const xterm = stubTerminal('xterm')
    expect((await found({})).program).toBe(xterm)
    expect((await found({ WAYLAND_DISPLAY: 'wayland-0' })).program).toBe(join(bin, 'foot'))
  })

  it('says where it looked when there is none, and does not fall back from a setting', async () => {
    expect(await findTerminal({ setting: null, env: { PATH: bin }, platform: 'linux' })).toMatchObject({
      ok: false,
      error: { kind: 'no-terminal', searched: expect.arrayContaining(['x-terminal-emulator', 'xterm']) },
    })
    stubTerminal('xterm')
    expect(await findTerminal({ setting: ['gone-term'], env: { PATH: bin }, platform: 'linux' })).toEqual({
      ok: false,
      error: { kind: 'no-terminal', searched: ['gone-term'] },
    })
  })
})

describe('openTerminal', () => {
  it('says when the terminal cannot be started', async () => {
    const program = join(bin, 'broken')
    writeFileSync(program, 'not a program')
    const opened = await openTerminal({
      terminal: { program, args: [] },
      command: ['x'],
      cwd: root,
      env: {},
      scratch: root,
      platform: 'linux',
    })
    expect(opened).toEqual({ ok: false, error: { kind: 'terminal-failed', program, code: 'EACCES' } })
  })

  it('hands macOS a file of quoted words, and refuses a name that the file cannot carry', async () => {
    const terminal: Terminal = { program: stubTerminal('open'), args: [] }
    const options = { terminal, cwd: root, platform: 'darwin' } as const
    const { args } = await openedWith({ ...options, command: ["/it's/launch-session", '/$(x)'] })
    expect(args).toEqual([join(root, 'session.command')])
    expect(readFileSync(join(root, 'session.command'), 'utf8')).toBe(
      `#!/bin/sh\nexec '/it'\\''s/launch-session' '/$(x)'\n`,
    )
    expect(await openTerminal({ ...options, env: {}, scratch: root, command: ['/a\nb'] })).toEqual({
      ok: false,
      error: { kind: 'bad-name', name: '/a\nb' },
    })
  })

  it('escapes the semicolon that Windows Terminal would split at', async () => {
    const terminal: Terminal = { program: stubTerminal('wt.exe'), args: [] }
    const { args } = await openedWith({ terminal, cwd: root, command: ['codex', 'a;b & c'], platform: 'win32' })
    expect(args).toEqual(['-d', root, 'codex', 'a\\;b & c'])
  })
})

describe('pasteable', () => {
  it('quotes what a shell would read', () => {
    expect(pasteable(['/a/launch-session', "/it's $(here)"])).toBe(`/a/launch-session '/it'\\''s $(here)'`)
  })
})
