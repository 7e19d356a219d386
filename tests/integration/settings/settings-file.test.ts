import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src/core/settings'
import { firebreakHome, makeFirebreakHome } from '../../../src/services/firebreak-home'
import { openSettingsFile } from '../../../src/services/settings/settings-file'
import { systemClock } from '../../../src/services/system-clock'
import { createTempDir } from '../../support/temp-repo'

describe('openSettingsFile', () => {
  let home: string
  beforeEach(() => {
    home = createTempDir('settings')
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const open = (folder = home) => openSettingsFile({ home: folder, clock: systemClock })
  const file = () => join(home, 'settings.json')
  const onDisk = (): unknown => JSON.parse(readFileSync(file(), 'utf8'))

  it('begins with the defaults and writes nothing by itself', async () => {
    const settings = await open()
    expect(settings.current()).toEqual(defaultSettings())
    expect(settings.problem()).toBeNull()
    expect(readdirSync(home)).toEqual([])
  })

  it('writes a change for its owner only, leaves nothing beside it, and tells', async () => {
    const settings = await open()
    const told: string[] = []
    const leave = settings.subscribe(({ theme }) => told.push(theme))
    expect(await settings.update((now) => ({ ...now, theme: 'dark' }))).toMatchObject({
      ok: true,
      value: { theme: 'dark' },
    })
    leave()
    await settings.update((now) => ({ ...now, codexPath: '/opt/codex' }))
    expect(told).toEqual(['dark'])
    expect(onDisk()).toMatchObject({ version: 1, theme: 'dark', codexPath: '/opt/codex' })
    expect(readdirSync(home)).toEqual(['settings.json'])
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect((await open()).current().theme).toBe('dark')
  })

  it('keeps keys that it does not know', async () => {
    writeFileSync(file(), '{"version":1,"shortcut":"Ctrl+F"}')
    await (await open()).update((now) => ({ ...now, theme: 'light' }))
    expect(onDisk()).toMatchObject({ shortcut: 'Ctrl+F', theme: 'light' })
  })

  it('loses no change of several writers', async () => {
    const writers = await Promise.all([open(), open(), open()])
    await Promise.all(
      writers.flatMap((settings, writer) =>
        Array.from({ length: 10 }, (_, n) =>
          settings.update((now) => ({ ...now, noticesSeen: [...now.noticesSeen, `${writer}-${n}`] })),
        ),
      ),
    )
    const last = await open()
    expect(new Set(last.current().noticesSeen).size).toBe(30)
  })

  it('finds what another process wrote', async () => {
    const app = await open()
    const commandLine = await open()
    await commandLine.update((now) => ({ ...now, theme: 'dark' }))
    expect(app.current().theme).toBe('system')
    expect((await app.reload()).theme).toBe('dark')
  })

  it.each([
    ['nothing', ''],
    ['half of one', '{"version":1,"theme":"da'],
    ['something else', '[]'],
    ['binary data', Buffer.from([0, 255, 1])],
  ])('keeps a file with %s aside and says so', async (_, content) => {
    writeFileSync(file(), content)
    const kept = join(home, 'settings.bad-1.json')
    const settings = await open()
    expect(settings.problem()).toEqual({ kind: 'set-aside', reason: 'broken', parts: [], keptAs: kept })
    expect(settings.current()).toEqual(defaultSettings())
    expect(readFileSync(kept)).toEqual(Buffer.from(content))
    // Not again at the next start.
    expect((await open()).problem()).toBeNull()
  })

  it('keeps each broken file under its own name', async () => {
    for (const content of ['one', 'two']) {
      writeFileSync(file(), content)
      await open()
    }
    expect(
      ['settings.bad-1.json', 'settings.bad-2.json'].map((name) => readFileSync(join(home, name), 'utf8')),
    ).toEqual(['one', 'two'])
  })

  it('keeps the file of a newer Firebreak aside', async () => {
    writeFileSync(file(), '{"version":2,"theme":"dark"}')
    expect((await open()).problem()).toMatchObject({ kind: 'set-aside', reason: 'newer-version' })
  })

  it('names the parts that were broken and keeps the others', async () => {
    writeFileSync(file(), '{"version":1,"theme":"pink","codexPath":"/opt/codex"}')
    const settings = await open()
    expect(settings.problem()).toMatchObject({ kind: 'set-aside', parts: ['theme'] })
    expect(settings.current()).toEqual({ ...defaultSettings(), codexPath: '/opt/codex' })
    expect(onDisk()).toMatchObject({ theme: 'system', codexPath: '/opt/codex' })
  })

  it('goes on in memory when it cannot be saved, and saves all of it once it can', async () => {
    const settings = await open()
    // A folder in the place of the temporary file fails as a full disk does: before the old file is touched.
    const obstacle = join(home, `settings.json.${process.pid}.tmp`)
    await settings.update((now) => ({ ...now, theme: 'light' }))
    mkdirSync(obstacle)
    writeFileSync(join(obstacle, 'x'), '')
    const refused = await settings.update((now) => ({ ...now, theme: 'dark' }))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'not-saved', code: 'EISDIR' } })
    expect(settings.current().theme).toBe('dark')
    expect(settings.problem()).toMatchObject({ kind: 'not-saved' })
    expect(onDisk()).toMatchObject({ theme: 'light' })
    rmSync(obstacle, { recursive: true })
    expect(await settings.update((now) => ({ ...now, codexPath: '/x' }))).toMatchObject({ ok: true })
    expect(onDisk()).toMatchObject({ theme: 'dark', codexPath: '/x' })
    expect(settings.problem()).toBeNull()
  })

  it('touches nothing when the file cannot be read', async () => {
    mkdirSync(file())
    const settings = await open()
    expect(settings.problem()).toMatchObject({ kind: 'not-read', code: 'EISDIR' })
    expect(await settings.update((now) => ({ ...now, theme: 'dark' }))).toMatchObject({ ok: false })
    expect(settings.current().theme).toBe('dark')
    expect(statSync(file()).isDirectory()).toBe(true)
  })

  it('writes through a link of a dotfiles folder', async () => {
    const target = join(home, 'dotfiles.json')
    writeFileSync(target, '{"version":1}')
    symlinkSync(target, file())
    await (await open()).update((now) => ({ ...now, theme: 'dark' }))
    expect(lstatSync(file()).isSymbolicLink()).toBe(true)
    expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ theme: 'dark' })
  })

  it('takes over the lock of a process that is gone', async () => {
    writeFileSync(join(home, 'settings.lock'), '999999999')
    expect(await (await open()).update((now) => ({ ...now, theme: 'dark' }))).toMatchObject({ ok: true })
    expect(existsSync(join(home, 'settings.lock'))).toBe(false)
  })
})

describe('firebreakHome', () => {
  it.each([
    ['linux', {}, '/home/x/.local/share/firebreak'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/firebreak'],
    ['linux', { XDG_DATA_HOME: '/data', FIREBREAK_HOME: '/own' }, '/own'],
    ['darwin', {}, '/home/x/Library/Application Support/Firebreak'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(firebreakHome(env, '/home/x', platform)).toBe(expected)
  })

  it('is for its owner only, also when it was there before', async () => {
    const dir = createTempDir('home')
    const home = join(dir, 'a', 'b')
    await makeFirebreakHome(home)
    expect(statSync(home).mode & 0o777).toBe(0o700)
    chmodSync(home, 0o755)
    await makeFirebreakHome(home)
    expect(statSync(home).mode & 0o777).toBe(0o700)
    rmSync(dir, { recursive: true })
  })
})
