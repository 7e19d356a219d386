import { existsSync, lstatSync, readlinkSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { take } from '../../support/repo-bed'
import { createTempRepo, type TempRepo } from '../../support/temp-repo'
import { actingBed, lines, uncommitted, type ActingBed } from './acting-bed'

const sinceBaseline = { kind: 'since-baseline' } as const
const first = (text: string) => text.replace('line 5\n', 'five\nand more\n')
const second = (text: string) => text.replace('line 20\n', '')
const third = (text: string) => text.replace('line 38\n', 'a\nb\n')
const all = (text: string) => first(second(third(text)))
const file = { kind: 'file' } as const

const closed = (bed: ActingBed, number: number) => bed.fact('change-closed', (fact) => fact.change.number === number)
const undo = (bed: ActingBed, of: string) => bed.host.request({ type: 'undo-restore', repoId: bed.repoId, of })
const at = (repo: TempRepo, path: string) => join(repo.path, path)

it('takes lines, a hunk and a file back in every scope, and is a change that says so', async () => {
  const bed = await actingBed({ files: { 'a.txt': lines() } })
  await bed.begin()
  bed.repo.write('a.txt', all(lines()))
  const { change } = await closed(bed, 1)
  const scopes = [
    sinceBaseline,
    uncommitted,
    { kind: 'change', number: 1 } as const,
    { kind: 'turn', turnId: 't', from: change.previousCheckpointId ?? '', to: null } as const,
    { kind: 'between', from: change.previousCheckpointId ?? '', to: change.checkpointId } as const,
  ]
  let number = 1
  for (const scope of scopes) {
    const hunks = await bed.hunks(scope, 'a.txt', (found) => found.length === 3)
    // Lines of the first hunk: three of context, "-line 5", "+five", "+and more", …
    const part = { kind: 'lines', hunkId: hunks[0]?.id ?? '', lines: [5] } as const
    const some = take(await bed.revert(scope, 'a.txt', part))
    expect(some).toMatchObject({ what: 'Reverted 1 line in a.txt', restored: ['a.txt'], conflicts: [] })
    expect(bed.repo.read('a.txt')).toBe(all(lines()).replace('and more\n', ''))
    expect((await closed(bed, ++number)).change.restored).toMatchObject({ kind: 'restore', what: some.what })
    const one = take(await bed.revert(scope, 'a.txt', { kind: 'hunk', hunkId: hunks[1]?.id ?? '' }))
    expect(bed.repo.read('a.txt')).toBe(first(third(lines())).replace('and more\n', ''))
    await closed(bed, ++number)
    take(await undo(bed, one.safety))
    take(await undo(bed, some.safety))
    expect(bed.repo.read('a.txt')).toBe(all(lines()))
    number += 2
    expect((await closed(bed, number)).change.restored).toMatchObject({ kind: 'undo', what: `${some.what}, undone` })
    const whole = take(await bed.revert(scope, 'a.txt', file))
    expect([whole.what, bed.repo.read('a.txt')]).toEqual(['Reverted a.txt', lines()])
    await closed(bed, ++number)
    take(await undo(bed, whole.safety))
    expect(bed.repo.read('a.txt')).toBe(all(lines()))
    await closed(bed, ++number)
  }
}, 60_000)

it('takes a change back hunk by hunk where later edits are, and names what it leaves', async () => {
  const repo = createTempRepo({
    files: { 'a.txt': lines(), 'b.txt': 'bee\n', 'gone.txt': 'gone\n', 'run.sh': 'run\n' },
  })
  const bed = await actingBed({ repo })
  await bed.begin()
  repo.write('a.txt', all(lines()))
  repo.write('b.txt', 'codex\n')
  repo.remove('gone.txt')
  repo.chmod('run.sh', 0o755)
  repo.write('deep/new.txt', 'new\n')
  symlinkSync('b.txt', at(repo, 'link'))
  await closed(bed, 1)
  // Mine, since then: another line of a.txt, and the very line of b.txt.
  repo.write('a.txt', `mine\n${all(lines()).replace('a\nb\n', 'a\nb2\n')}`)
  repo.write('b.txt', 'codex and I\n')
  await closed(bed, 2)
  const done = take(await bed.host.request({ type: 'revert-change', repoId: bed.repoId, number: 1 }))
  expect(done).toMatchObject({
    what: 'Reverted change 1',
    restored: ['a.txt', 'gone.txt', 'run.sh'],
    deleted: ['deep/new.txt', 'link'],
    conflicts: [
      { path: 'a.txt', why: 'CHANGED_MEANWHILE' },
      { path: 'b.txt', why: 'CHANGED_MEANWHILE' },
    ],
  })
  expect(repo.read('a.txt')).toBe(`mine\n${lines().replace('line 38\n', 'a\nb2\n')}`)
  expect([repo.read('b.txt'), repo.read('gone.txt')]).toEqual(['codex and I\n', 'gone\n'])
  expect(statSync(at(repo, 'run.sh')).mode & 0o777).toBe(0o644)
  expect([existsSync(at(repo, 'deep')), existsSync(at(repo, 'link'))]).toEqual([false, false])
  // And back: all of it, with what came since.
  repo.write('a.txt', `${repo.read('a.txt')}later\n`)
  take(await undo(bed, done.safety))
  expect(repo.read('a.txt')).toBe(`mine\n${all(lines()).replace('a\nb\n', 'a\nb2\n')}later\n`)
  expect([repo.read('deep/new.txt'), readlinkSync(at(repo, 'link')), existsSync(at(repo, 'gone.txt'))]).toEqual([
    'new\n',
    'b.txt',
    false,
  ])
})

it.each([
  ['autocrlf', { 'core.autocrlf': 'true' }, '\r\n'],
  ['line endings as they are', {}, '\n'],
])('gives uncommitted files what a checkout would: %s', async (_, config, ending) => {
  const repo = createTempRepo()
  for (const [key, value] of Object.entries(config)) repo.git('config', key, value)
  const asOnDisk = (text: string) => text.replaceAll('\n', ending)
  repo.write('a.txt', lines())
  repo.write('gone.txt', 'gone\n')
  repo.write('run.sh', 'run\n')
  symlinkSync('a.txt', at(repo, 'link'))
  repo.commitAll('first')
  for (const path of ['a.txt', 'gone.txt', 'run.sh']) repo.remove(path)
  repo.git('checkout', '-q', '--', '.')
  repo.write('a.txt', asOnDisk(all(lines())))
  repo.remove('gone.txt')
  repo.remove('link')
  repo.write('link', 'a file now\n')
  repo.chmod('run.sh', 0o700)
  const bed = await actingBed({ repo })
  const hunks = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === 3)
  take(await bed.revert(uncommitted, 'a.txt', { kind: 'hunk', hunkId: hunks[0]?.id ?? '' }))
  expect(repo.read('a.txt')).toBe(asOnDisk(second(third(lines()))))
  take(await bed.revert(uncommitted, 'a.txt', { kind: 'lines', hunkId: hunks[1]?.id ?? '', lines: [3] }))
  expect(repo.read('a.txt')).toBe(asOnDisk(third(lines())))
  for (const path of ['a.txt', 'gone.txt', 'link', 'run.sh']) take(await bed.revert(uncommitted, path, file))
  expect([repo.read('a.txt'), repo.read('gone.txt')]).toEqual([asOnDisk(lines()), asOnDisk('gone\n')])
  expect(lstatSync(at(repo, 'link')).isSymbolicLink()).toBe(true)
  expect(statSync(at(repo, 'run.sh')).mode & 0o777).toBe(0o600)
  expect(repo.git('status', '--porcelain')).toBe('')
})

it('puts a moved file back where it was', async () => {
  const repo = createTempRepo({ files: { 'old/a.txt': lines() } })
  repo.git('mv', 'old/a.txt', 'b.txt')
  const bed = await actingBed({ repo })
  const done = take(await bed.revert(uncommitted, 'b.txt', file, 'old/a.txt'))
  expect(done).toMatchObject({ restored: ['old/a.txt'], deleted: ['b.txt'], conflicts: [] })
  expect([repo.read('old/a.txt'), existsSync(at(repo, 'b.txt'))]).toEqual([lines(), false])
})

it('moves large and binary files as a whole', async () => {
  const large = (byte: number) => Buffer.alloc(5 * 1024 * 1024, byte)
  const repo = createTempRepo({ files: { 'x.txt': 'x\n' } })
  repo.write('large.bin', large(1))
  repo.write('small.bin', Buffer.from([0, 1, 2]))
  repo.commitAll('first')
  const bed = await actingBed({ repo })
  await bed.begin()
  repo.write('large.bin', large(2))
  repo.write('small.bin', Buffer.from([0, 9]))
  await closed(bed, 1)
  take(await bed.revert(sinceBaseline, 'large.bin', file))
  take(await bed.revert({ kind: 'change', number: 1 }, 'small.bin', file))
  expect(repo.git('status', '--porcelain')).toBe('')
})

it('refuses kindly, and touches nothing', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), '.gitattributes': '*.big filter=lfs\n', 'x.big': 'b\n' } })
  repo.git('config', 'filter.lfs.smudge', 'touch ran; cat')
  repo.git('config', 'filter.lfs.clean', 'touch ran; cat')
  repo.write('a.txt', all(lines()))
  repo.write('x.big', 'bb\n')
  const bed = await actingBed({ repo })
  const hunks = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === 3)
  const mine = all(lines()).replace('five\n', '5\n')
  repo.write('a.txt', mine)
  const gone = { error: { kind: 'changed-meanwhile', path: 'a.txt' } }
  const hunkId = hunks[0]?.id ?? ''
  expect(await bed.revert(uncommitted, 'a.txt', { kind: 'hunk', hunkId })).toMatchObject(gone)
  expect(await bed.revert(uncommitted, 'a.txt', { kind: 'lines', hunkId, lines: [4] })).toMatchObject(gone)
  const other = hunks[1]?.id ?? ''
  expect(await bed.revert(uncommitted, 'a.txt', { kind: 'lines', hunkId: other, lines: [0] })).toMatchObject(gone)
  const filtered = { error: { kind: 'cannot-revert', why: 'filter' } }
  expect(await bed.revert(uncommitted, 'x.big', file)).toMatchObject(filtered)
  expect(await undo(bed, 'no such')).toMatchObject({ error: { kind: 'nothing-to-undo' } })
  expect([repo.read('a.txt'), repo.read('x.big'), existsSync(at(repo, 'ran'))]).toEqual([mine, 'bb\n', false])
})
