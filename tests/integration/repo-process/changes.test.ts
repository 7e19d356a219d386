import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRepoBed, linesOf, take, type RepoBed } from '../../support/repo-bed'

const beds: RepoBed[] = []
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
})

const change = (bed: RepoBed, number: number) => bed.fact('change-closed', (fact) => fact.change.number === number)
const paths = (fact: { readonly change: { readonly files: readonly { readonly path: string }[] } }) =>
  fact.change.files.map(({ path }) => path)

describe('a change', () => {
  it('closes when its paths rest, with its files, lines and checkpoint', async () => {
    const bed = await live()
    bed.repo.write('a.txt', 'one\n2\nthree\nfour\n')
    bed.repo.write('new/b.txt', 'b\n')
    const { change: closed, checkpoint } = await change(bed, 1)
    expect(closed).toMatchObject({ number: 1, sessionId: 's1', headMoved: null, checkpointId: checkpoint.id })
    expect(closed.files).toMatchObject([
      { path: 'a.txt', kind: 'modified', added: 2, removed: 1 },
      { path: 'new/b.txt', kind: 'added', added: 1, removed: 0 },
    ])
    expect(closed.files[0]?.firstWriteMs).toBeLessThanOrEqual(closed.closedAtMs)
    expect(checkpoint).toMatchObject({ reason: 'change', sessionId: 's1', scan: 'hinted', label: 'Change 1' })
  })

  it('is numbered on, and compares with the change before', async () => {
    const bed = await live()
    bed.repo.write('a.txt', 'first\n')
    const first = await change(bed, 1)
    bed.repo.write('a.txt', 'second\n')
    const second = await change(bed, 2)
    expect(second.change.previousCheckpointId).toBe(first.change.checkpointId)
    expect(second.change.files).toMatchObject([{ path: 'a.txt', added: 1, removed: 1 }])
    const window = await bed.diff()
    window.show({ kind: 'change', number: 1 })
    await window.until(() => window.files.has('a.txt'))
    expect(linesOf(window.files.get('a.txt'))).toContain('+first')
    window.show({ kind: 'last-change' })
    await window.until(() => linesOf(window.files.get('a.txt')).includes('+second'))
    expect(linesOf(window.files.get('a.txt'))).toEqual(['-first', '+second'])
    bed.repo.write('other.txt', 'x\n')
    await window.until(() => window.files.has('other.txt'))
    expect([...window.files.keys()]).toEqual(['other.txt'])
  })

  it('knows no lines of what is too large to compare, and that a binary file has none', async () => {
    const bed = await live()
    bed.repo.write('large.sql', 'a line of a dump\n'.repeat(300_000))
    bed.repo.write('picture.bin', 'a\0b\n')
    bed.repo.write('text.txt', 'one\n')
    const { change: closed } = await change(bed, 1)
    expect(closed.files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
      ['large.sql', null, null],
      ['picture.bin', 0, 0],
      ['text.txt', 1, 0],
    ])
  })

  it('is none when the content ends as it was, or when only ignored files were written', async () => {
    const bed = await live({ files: { 'a.txt': 'a\n', '.gitignore': '.env\n' } })
    bed.repo.write('.env', 'KEY=1\n')
    bed.repo.write('a.txt', 'b\n')
    bed.repo.write('a.txt', 'a\n')
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    await window.until(() => window.messages.length > 0)
    bed.repo.write('z.txt', 'z\n')
    await window.until(() => window.files.has('z.txt'))
    expect(paths(await bed.fact('change-closed'))).toEqual(['z.txt'])
  })

  it('closes at once when Codex says that its tool call is done', async () => {
    const bed = await live()
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    await window.until(() => window.messages.length > 0)
    const tookMs: number[] = []
    // A busy machine may be late once; a change that waits until its paths rest is late each time.
    while (tookMs.length < 5 && !tookMs.some((ms) => ms < 300)) {
      const path = `settled-${tookMs.length}.txt`
      bed.repo.write(path, 'x\n')
      await window.until(() => window.files.has(path))
      await bed.host.request({ type: 'settle', repoId: bed.repoId, sessionId: 's1' })
      const { change: closed } = await change(bed, tookMs.length + 1)
      tookMs.push(closed.closedAtMs - closed.lastWriteMs)
    }
    expect(Math.min(...tookMs)).toBeLessThan(300)
  })

  it('holds what two writers wrote together', async () => {
    const bed = await live()
    for (let i = 0; i < 5; i++) {
      bed.repo.write('codex.txt', `${i}\n`)
      bed.repo.write('person.txt', `${i}\n`)
    }
    expect(paths(await change(bed, 1))).toEqual(['codex.txt', 'person.txt'])
  })
})

describe('the user commits during a session', () => {
  it('makes a row of its own and leaves the diff since the baseline as it was', async () => {
    const bed = await live()
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    bed.repo.write('a.txt', 'one\n2\nthree\n')
    await change(bed, 1)
    const before = bed.repo.git('rev-parse', 'HEAD').trim()
    const commit = bed.repo.commitAll('by hand')
    const { change: moved } = await change(bed, 2)
    expect(moved).toMatchObject({ files: [], headMoved: { from: before, to: commit, branch: 'main' } })
    await bed.fact('status-read', ({ status }) => status.head.commit === commit && status.files.length === 0)
    expect(linesOf(window.files.get('a.txt'))).toEqual([' one', '-two', '+2', ' three'])
    window.show({ kind: 'last-change' })
    await window.until(() => window.messages.at(-1)?.type === 'scope' && window.files.size === 1)
    expect(linesOf(window.files.get('a.txt'))).toContain('+2')
  })

  it('marks the files of a branch switch as moved by git', async () => {
    const bed = await live()
    bed.repo.git('switch', '-q', '-c', 'other')
    const first = await change(bed, 1)
    expect(first.change).toMatchObject({ files: [], headMoved: { branch: 'other' } })
    bed.repo.write('a.txt', 'other\n')
    bed.repo.commitAll('other')
    await bed.fact('change-closed', (fact) => fact.change.headMoved !== null && fact.change.number > 1)
    const last = bed.facts.filter((fact) => fact.type === 'change-closed').length
    bed.repo.git('switch', '-q', 'main')
    const back = await change(bed, last + 1)
    expect(back.change).toMatchObject({ files: [{ path: 'a.txt' }], headMoved: { branch: 'main' } })
  })
})

describe('a session', () => {
  it('begins on a dirty repository and ends with a checkpoint; its scopes stay', async () => {
    const bed = await createRepoBed()
    beds.push(bed)
    bed.repo.write('a.txt', 'dirty\n')
    await bed.open()
    const { status } = await bed.fact('status-read')
    expect(status.files).toMatchObject([{ path: 'a.txt', status: 'modified' }])
    const baseline = await bed.begin()
    expect(baseline).toMatchObject({ reason: 'session-start', scan: 'full', complete: true, sessionId: 's1' })
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    await window.until(() => window.messages.at(-1)?.type === 'scope')
    expect(window.files.size).toBe(0)
    bed.repo.write('a.txt', 'in session\n')
    await window.until(() => window.files.has('a.txt'))
    const ended = take(await bed.host.request({ type: 'end-session', repoId: bed.repoId, sessionId: 's1' }))
    expect(ended.reason).toBe('session-end')
    expect(paths(await change(bed, 1))).toEqual(['a.txt'])
    bed.repo.write('after.txt', 'x\n')
    await window.until(() => window.files.has('after.txt'))
    const again = await bed.host.request({ type: 'end-session', repoId: bed.repoId, sessionId: 's1' })
    expect(again).toEqual({ ok: false, error: { kind: 'not-served' } })
  })

  it('goes on with its number after a crash, and finds what was written meanwhile', async () => {
    const bed = await live()
    bed.repo.write('a.txt', 'first\n')
    const first = await change(bed, 1)
    const restarted = new Promise<void>((resolve) => bed.host.onRestart(resolve))
    await bed.process.crash()
    bed.repo.write('meanwhile.txt', 'x\n')
    bed.repo.commitAll('while nobody watched')
    await restarted
    await bed.open()
    const resumed = await bed.host.request({
      type: 'resume-session',
      repoId: bed.repoId,
      sessionId: 's1',
      baseline: first.change.previousCheckpointId ?? '',
      lastCheckpoint: first.checkpoint.id,
      lastChange: 1,
      changes: [{ number: 1, from: first.change.previousCheckpointId ?? '', to: first.checkpoint.id }],
    })
    expect(resumed).toEqual({ ok: true, value: null })
    const second = await change(bed, 2)
    expect(paths(second)).toEqual(['meanwhile.txt'])
    const window = await bed.diff()
    window.show({ kind: 'change', number: 1 })
    await window.until(() => window.files.has('a.txt'))
    window.show({ kind: 'since-baseline' })
    await window.until(() => window.files.size === 2)
    expect([...window.files.keys()]).toEqual(['a.txt', 'meanwhile.txt'])
  })

  it('goes on from a baseline that is taken again when its own is gone', async () => {
    const bed = await live()
    const gone = '000000-00000000'
    const wish = { type: 'resume-session', repoId: bed.repoId, sessionId: 's2', baseline: gone } as const
    take(await bed.host.request({ ...wish, lastCheckpoint: gone, lastChange: 4, changes: [] }))
    bed.repo.write('a.txt', 'on\n')
    const { change: closed } = await bed.fact('change-closed', (fact) => fact.change.sessionId === 's2')
    expect(closed).toMatchObject({ number: 5, files: [{ path: 'a.txt' }] })
    const listed = take(await bed.host.request({ type: 'list-checkpoints', repoId: bed.repoId }))
    expect(listed.filter(({ sessionId }) => sessionId === 's2').map(({ reason }) => reason)).toEqual([
      'change',
      'session-start',
    ])
  })

  it("never writes the user's index", async () => {
    const bed = await live()
    const index = join(bed.repo.gitDir(), 'index')
    const before = { bytes: bed.repo.indexBytes(), mtime: statSync(index, { bigint: true }).mtimeNs }
    const window = await bed.diff()
    window.show({ kind: 'uncommitted' })
    for (const text of ['x\n', 'y\n']) {
      bed.repo.write('a.txt', text)
      await window.until(() => linesOf(window.files.get('a.txt')).includes(`+${text.trim()}`))
    }
    await change(bed, 1)
    take(await bed.host.request({ type: 'end-session', repoId: bed.repoId, sessionId: 's1' }))
    expect({ bytes: bed.repo.indexBytes(), mtime: statSync(index, { bigint: true }).mtimeNs }).toEqual(before)
  })
})
