import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../src/core/session/change'
import { createRepoBed, linesOf, type RepoBed } from '../../support/repo-bed'
import { createTempDir } from '../../support/temp-repo'

const beds: RepoBed[] = []
const folders: string[] = []
async function live(options?: Parameters<typeof createRepoBed>[0]): Promise<RepoBed> {
  const bed = await createRepoBed(options)
  beds.push(bed)
  await bed.open()
  await bed.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
  await bed.begin()
  return bed
}
afterEach(async () => {
  for (const bed of beds.splice(0)) await bed.cleanup()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const change = (bed: RepoBed, number: number) => bed.fact('change-closed', (fact) => fact.change.number === number)
const changes = (bed: RepoBed): readonly Change[] =>
  bed.facts.flatMap((fact) => (fact.type === 'change-closed' ? [fact.change] : []))
/** Something that is surely noticed after everything before it, and its change. */
async function marker(bed: RepoBed, name = 'marker.txt'): Promise<readonly Change[]> {
  bed.repo.write(name, `${name}\n`)
  await bed.fact('change-closed', (fact) => fact.change.files.some(({ path }) => path === name))
  return changes(bed)
}

const files = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`src/f${String(at).padStart(2, '0')}.ts`, `export const v = ${at}\n`]),
)

describe('git during a session', () => {
  it('is one row for a switch, whatever it writes', async () => {
    const bed = await live({ files })
    const { repo } = bed
    repo.git('switch', '-q', '-c', 'x')
    await change(bed, 1)
    for (const path of Object.keys(files)) repo.write(path, 'export const v = "x"\n')
    await bed.fact('change-closed', (fact) => fact.change.number === 2)
    repo.commitAll('x')
    const { change: committed } = await bed.fact('change-closed', (fact) => fact.change.headMoved?.kind === 'commit')
    expect(committed.files).toEqual([])
    repo.git('switch', '-q', 'main')
    const { change: back } = await bed.fact(
      'change-closed',
      (fact) => fact.change.headMoved?.branch === 'main' && fact.change.number > committed.number,
    )
    expect(back).toMatchObject({ headMoved: { kind: 'switch', branch: 'main', fromBranch: 'x' } })
    expect(back.files).toHaveLength(40)
    const all = await marker(bed)
    expect(all.filter(({ headMoved }) => headMoved !== null).map(({ headMoved }) => headMoved?.kind)).toEqual([
      'switch',
      'commit',
      'switch',
    ])
    expect(all.at(-1)?.number).toBe(back.number + 1)
  })

  it('leaves what somebody else wrote meanwhile to a row of its own, whatever git writes', async () => {
    const bed = await live({ files: { ...files, 'own.ts': 'export const v = 1\n' } })
    const { repo } = bed
    repo.git('switch', '-q', '-c', 'x')
    for (const path of Object.keys(files)) repo.write(path, 'export const v = "x"\n')
    repo.git('commit', '-q', '-a', '-m', 'x')
    await bed.fact('change-closed', (fact) => fact.change.headMoved?.kind === 'commit')
    const known = (await marker(bed)).length
    repo.write('own.ts', 'export const v = 2\n')
    repo.write('src/new.ts', 'export const v = 3\n')
    repo.git('switch', '-q', 'main')
    await marker(bed, 'after.txt')
    const rows = changes(bed).slice(known)
    const switched = rows.filter(({ headMoved }) => headMoved !== null)
    expect(switched.map(({ headMoved, files: written }) => [headMoved?.kind, written.length])).toEqual([['switch', 40]])
    const others = rows.filter(({ headMoved }) => headMoved === null).flatMap(({ files: written }) => written)
    expect(others.map(({ path }) => path).toSorted()).toEqual(['after.txt', 'own.ts', 'src/new.ts'])
  })

  it('does not take what was being written for its own when it commits', async () => {
    const bed = await live()
    const { repo } = bed
    repo.write('a.txt', 'committed\n')
    repo.git('commit', '-q', '-a', '-m', 'at once')
    const { change: moved } = await bed.fact('change-closed', (fact) => fact.change.headMoved !== null)
    expect(moved).toMatchObject({ number: 2, files: [], headMoved: { kind: 'commit' } })
    expect(changes(bed)[0]).toMatchObject({ headMoved: null, files: [{ path: 'a.txt' }] })
  })

  it('is one row for a pull', async () => {
    const bed = await live({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n' } })
    const { repo } = bed
    const remote = createTempDir('remote')
    folders.push(remote)
    repo.git('clone', '-q', '--bare', repo.path, join(remote, 'bare.git'))
    repo.git('clone', '-q', join(remote, 'bare.git'), join(remote, 'other'))
    const other = (...args: string[]) =>
      repo.git('-C', join(remote, 'other'), '-c', 'user.name=B', '-c', 'user.email=b@example.invalid', ...args)
    writeFileSync(join(remote, 'other', 'a.txt'), 'one\nfrom elsewhere\n')
    writeFileSync(join(remote, 'other', 'c.txt'), 'c\n')
    other('add', '.')
    other('commit', '-q', '-m', 'elsewhere')
    other('push', '-q', 'origin', 'HEAD:main')
    repo.git('remote', 'add', 'origin', join(remote, 'bare.git'))
    repo.git('pull', '-q', 'origin', 'main')
    const { change: pulled } = await bed.fact('change-closed', (fact) => fact.change.headMoved?.kind === 'pull')
    expect(pulled).toMatchObject({ number: 1, files: [{ path: 'a.txt' }, { path: 'c.txt' }] })
    expect(await marker(bed)).toHaveLength(2)
  })

  it('is one row for a reset', async () => {
    const bed = await live()
    const { repo } = bed
    repo.write('a.txt', 'second\n')
    repo.commitAll('second')
    await bed.fact('change-closed', (fact) => fact.change.headMoved?.kind === 'commit')
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    const { change: reset } = await bed.fact('change-closed', (fact) => fact.change.headMoved?.kind === 'reset')
    expect(reset.files).toMatchObject([{ path: 'a.txt' }])
  })
})

it('is one row for npm install, without what is ignored', async () => {
  const packageJson = JSON.stringify({ name: 'app', version: '1.0.0', private: true }, null, 2)
  const bed = await live({ files: { 'package.json': packageJson, '.gitignore': 'node_modules/\n' } })
  const dependency = createTempDir('dependency')
  folders.push(dependency)
  mkdirSync(join(dependency, 'lib'))
  writeFileSync(join(dependency, 'package.json'), JSON.stringify({ name: 'left-pad-local', version: '1.0.0' }))
  for (let at = 0; at < 30; at++) writeFileSync(join(dependency, 'lib', `${at}.js`), `module.exports = ${at}\n`)
  const offline = ['--offline', '--no-audit', '--no-fund', '--install-links', `--cache=${join(dependency, '.cache')}`]
  await promisify(execFile)('npm', ['install', ...offline, `file:${dependency}`], {
    cwd: bed.repo.path,
    env: { PATH: process.env['PATH'], HOME: dependency },
  })
  await change(bed, 1)
  const written = (await marker(bed)).slice(0, -1).map((one) => one.files.map(({ path }) => path))
  expect(written.flat().toSorted()).toEqual(expect.arrayContaining(['package-lock.json', 'package.json']))
  expect(written.flat().filter((path) => path.startsWith('node_modules'))).toEqual([])
  expect(written).toHaveLength(1)
})

describe('the last change', () => {
  const told = (bed: RepoBed, last: { known: number; number: number | null; writing: boolean }) =>
    bed.host.request({ type: 'last-change', repoId: bed.repoId, sessionId: 's1', last })

  it('is shown as it is written, and stays as it is when it closes', async () => {
    const bed = await live()
    const window = await bed.diff()
    window.show({ kind: 'last-change' })
    expect(await window.until(() => window.messages.at(-1))).toMatchObject({ type: 'nothing', why: 'no-change' })
    await told(bed, { known: 0, number: null, writing: true })
    bed.repo.write('a.txt', 'open\n')
    const open = await window.until(() => window.messages.find((message) => message.type === 'scope'))
    expect(open).toMatchObject({ to: { kind: 'disk' }, files: [{ path: 'a.txt' }] })
    const { change: closed } = await change(bed, 1)
    const fixed = await window.until(() =>
      window.messages.find((message) => message.type === 'scope' && message.to.kind === 'checkpoint'),
    )
    expect(fixed).toMatchObject({ from: { id: closed.previousCheckpointId }, to: { id: closed.checkpointId } })
    expect(linesOf(window.files.get('a.txt'))).toContain('+open')
    // Nothing in between was empty or another change.
    const seen = window.messages.slice(window.messages.indexOf(open))
    expect(seen.every((message) => message.type === 'scope' && message.files.length === 1)).toBe(true)
  })

  it('is not what a person types between turns, what a restore wrote or where HEAD went', async () => {
    const bed = await live()
    const window = await bed.diff()
    await told(bed, { known: 0, number: null, writing: true })
    bed.repo.write('a.txt', 'by codex\n')
    await change(bed, 1)
    await told(bed, { known: 1, number: 1, writing: false })
    window.show({ kind: 'last-change' })
    await window.until(() => window.files.has('a.txt'))
    const before = window.messages.length
    bed.repo.write('typed.txt', 'by hand\n')
    await change(bed, 2)
    await told(bed, { known: 2, number: 1, writing: false })
    bed.repo.commitAll('mine')
    await bed.fact('change-closed', (fact) => fact.change.headMoved !== null)
    const { messages } = window
    expect([...window.files.keys()]).toEqual(['a.txt'])
    const since = messages.slice(before).map((message) => (message.type === 'scope' ? message.files.length : 0))
    expect(since.every((shown) => shown === 1)).toBe(true)
  })

  it('is corrected when Codex reports late', async () => {
    const bed = await live()
    const window = await bed.diff()
    await told(bed, { known: 0, number: null, writing: false })
    bed.repo.write('a.txt', 'first\n')
    await change(bed, 1)
    bed.repo.write('b.txt', 'second\n')
    await change(bed, 2)
    await told(bed, { known: 2, number: 2, writing: false })
    window.show({ kind: 'last-change' })
    await window.until(() => window.files.has('b.txt'))
    await told(bed, { known: 2, number: 1, writing: false })
    await window.until(() => window.files.has('a.txt'))
    expect([...window.files.keys()]).toEqual(['a.txt'])
  })

  it('does not become empty when only ignored files are written', async () => {
    const bed = await live({ files: { 'a.txt': 'a\n', '.gitignore': '.env\n' } })
    const window = await bed.diff()
    bed.repo.write('a.txt', 'b\n')
    await change(bed, 1)
    window.show({ kind: 'last-change' })
    await window.until(() => window.files.has('a.txt'))
    const before = window.messages.length
    bed.repo.write('.env', 'KEY=1\n')
    await marker(bed)
    await window.until(() => window.files.has('marker.txt'))
    const empty = window.messages
      .slice(before)
      .filter((message) => message.type === 'scope' && message.files.length === 0)
    expect(empty).toEqual([])
  })
})

describe('two points of the timeline', () => {
  it('are compared, also with the disk, and follow it', async () => {
    const bed = await live()
    bed.repo.write('a.txt', 'first\n')
    const first = await change(bed, 1)
    bed.repo.write('b.txt', 'second\n')
    const second = await change(bed, 2)
    bed.repo.write('c.txt', 'third\n')
    await change(bed, 3)
    const window = await bed.diff()
    window.show({ kind: 'between', from: first.checkpoint.id, to: second.checkpoint.id })
    await window.until(() => window.files.has('b.txt'))
    expect([...window.files.keys()]).toEqual(['b.txt'])
    window.show({ kind: 'between', from: first.checkpoint.id, to: null })
    await window.until(() => window.files.size === 2)
    expect([...window.files.keys()]).toEqual(['b.txt', 'c.txt'])
    bed.repo.write('d.txt', 'fourth\n')
    await window.until(() => window.files.has('d.txt'))
  })

  it('are compared without a session too, also with what was written and committed while nobody watched', async () => {
    const first = await live()
    first.repo.write('a.txt', 'first\n')
    const { checkpoint } = await change(first, 1)
    await first.process.stop()
    first.repo.write('while.txt', 'w\n')
    first.repo.commitAll('while nobody watched')
    const bed = await createRepoBed({ repo: first.repo, home: first.home })
    await bed.open()
    await bed.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
    const window = await bed.diff()
    window.show({ kind: 'between', from: checkpoint.id, to: null })
    await window.until(() => window.files.size === 1)
    expect([...window.files.keys()]).toEqual(['while.txt'])
    bed.repo.write('now.txt', 'n\n')
    await window.until(() => window.files.size === 2)
    await bed.process.stop()
    bed.host.dispose()
  })

  it('of a turn are shown while it runs and stay when it is over', async () => {
    const bed = await live()
    bed.repo.write('a.txt', 'one\n')
    const first = await change(bed, 1)
    bed.repo.write('b.txt', 'two\n')
    const second = await change(bed, 2)
    const window = await bed.diff()
    const turn = { kind: 'turn', turnId: 't1', from: first.change.previousCheckpointId ?? '' } as const
    window.show({ ...turn, to: null })
    await window.until(() => window.files.size === 2)
    window.show({ ...turn, to: second.checkpoint.id })
    bed.repo.write('later.txt', 'x\n')
    await change(bed, 3)
    expect([...window.files.keys()]).toEqual(['a.txt', 'b.txt'])
  })
})
