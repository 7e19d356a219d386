import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRepoBed, take, type RepoBed } from '../../support/repo-bed'
import { createTempRepo } from '../../support/temp-repo'

const beds: RepoBed[] = []
async function bed(options?: Parameters<typeof createRepoBed>[0]): Promise<RepoBed> {
  const made = await createRepoBed(options)
  beds.push(made)
  return made
}
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})

describe('opening', () => {
  it('answers the top level and says status and watching by itself', async () => {
    const made = await bed()
    mkdirSync(join(made.repo.path, 'deep'))
    const { host, repoId, repo } = made
    const folder = join(repo.path, 'deep')
    const opened = take(await host.request({ type: 'open', repoId, folder, consentedFilters: [] }))
    expect(opened).toEqual({ repoId, top: repo.path, name: repo.path.split('/').at(-1) })
    expect((await made.fact('status-read')).status).toMatchObject({ head: { branch: 'main' }, files: [] })
    expect((await made.fact('watch-changed')).watch).toEqual({ kind: 'starting' })
    await made.fact('watch-changed', ({ watch }) => watch.kind === 'watching' && watch.watches > 0)
  })

  it('refuses a folder whose top level is another repository than the one named', async () => {
    const made = await bed()
    const answer = await made.host.request({
      type: 'open',
      repoId: '0123456789abcdef',
      folder: made.repo.path,
      consentedFilters: [],
    })
    const expected = { kind: 'outside-worktree', path: made.repo.path, workTree: made.repo.path }
    expect(answer).toEqual({ ok: false, error: expected })
  })

  it('answers what is wrong instead of failing: no repository, no git', async () => {
    const made = await bed()
    const without = await bed({ gitPath: '/nowhere/git' })
    const { repoId, repo } = without
    const missing = await without.host.request({ type: 'open', repoId, folder: repo.path, consentedFilters: [] })
    expect(missing).toEqual({ ok: false, error: { kind: 'git-missing', searched: ['/nowhere/git'] } })
    const nothing = await made.host.request({
      type: 'open',
      repoId: '0123456789abcdef',
      folder: '/nowhere/at/all',
      consentedFilters: [],
    })
    expect(nothing).toEqual({ ok: false, error: { kind: 'folder-gone', path: '/nowhere/at/all' } })
    const closed = await made.host.request({ type: 'close', repoId: made.repoId })
    expect(closed).toEqual({ ok: true, value: null })
    for (const type of ['read-status', 'preview-commit', 'list-checkpoints', 'attach-diff'] as const) {
      const answer = await made.host.request({ type, repoId: made.repoId })
      expect(answer).toEqual({ ok: false, error: { kind: 'not-served' } })
    }
  })

  it('opens once however often it is asked to', async () => {
    const made = await bed()
    await Promise.all([made.open(), made.open(), made.open()])
    await made.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
    const starts = made.facts.filter((fact) => fact.type === 'watch-changed' && fact.watch.kind === 'starting')
    expect(starts).toHaveLength(1)
  })

  it('serves two repositories at once, and closing one leaves the other', async () => {
    const made = await bed()
    const other = createTempRepo({ files: { b: 'b\n' } })
    const second = await bed({ repo: other })
    await made.open()
    const otherId = second.repoId
    take(await made.host.request({ type: 'open', repoId: otherId, folder: other.path, consentedFilters: [] }))
    await made.fact('watch-changed', ({ repoId, watch }) => repoId === otherId && watch.kind === 'watching')
    await made.host.request({ type: 'close', repoId: made.repoId })
    other.write('b', 'c\n')
    const read = await made.fact('status-read', ({ repoId, status }) => repoId === otherId && status.files.length > 0)
    expect(read.status.files).toMatchObject([{ path: 'b', status: 'modified' }])
    expect(await made.host.request({ type: 'read-status', repoId: made.repoId })).toMatchObject({ ok: false })
  })

  it('says that the folder is gone, and reads it again when it is back', async () => {
    const made = await bed()
    await made.open()
    await made.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
    const away = `${made.repo.path}-away`
    renameSync(made.repo.path, away)
    await made.fact('watch-changed', ({ watch }) => watch.kind === 'gone')
    renameSync(away, made.repo.path)
    await expect
      .poll(() => made.facts.filter((fact) => fact.type === 'watch-changed').at(-1), { timeout: 15_000 })
      .toMatchObject({ watch: { kind: 'watching' } })
    made.repo.write('a.txt', 'back\n')
    const read = await made.fact('status-read', ({ status }) => status.files.length > 0)
    expect(read.status.files).toMatchObject([{ path: 'a.txt' }])
  })
})

describe('the questions', () => {
  it('commits, and the next status and log tell', async () => {
    const made = await bed()
    await made.open()
    const { host, repoId, repo } = made
    repo.write('a.txt', 'changed\n')
    repo.write('b.txt', 'new\n')
    const preview = take(await host.request({ type: 'preview-commit', repoId }))
    expect(preview).toMatchObject({ hooks: [], signing: false })
    const done = take(
      await host.request({ type: 'commit', repoId, files: ['a.txt', 'b.txt'], message: 'both', identity: null }),
    )
    // git moves HEAD before it puts the new index in place, and a status may be read in between.
    await made.fact('status-read', ({ status }) => status.head.commit === done.commit && status.files.length === 0)
    const log = take(await host.request({ type: 'recent-commits', repoId, count: 1 }))
    expect(log).toMatchObject([{ commit: done.commit, subject: 'both' }])
  })

  it('reads the status as it is now, with lines', async () => {
    const made = await bed()
    await made.open()
    made.repo.write('a.txt', 'one\n2\nthree\n')
    const status = take(await made.host.request({ type: 'read-status', repoId: made.repoId }))
    expect(status.files).toMatchObject([{ path: 'a.txt', lines: { added: 1, removed: 1 } }])
  })

  it('makes and lists checkpoints', async () => {
    const made = await bed()
    await made.open()
    const { host, repoId } = made
    const checkpoint = take(await host.request({ type: 'create-checkpoint', repoId, label: 'here', reason: 'by-hand' }))
    expect(take(await host.request({ type: 'list-checkpoints', repoId }))).toEqual([checkpoint])
    await made.fact('checkpoints-changed')
    expect(checkpoint).toMatchObject({ label: 'here', sessionId: null })
  })
})
