import { renameSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createAppBed, patience, wishes } from '../../support/app-bed'

describe('a repository that was not there', () => {
  it('at the start is shown as soon as it is back, and its live session is recorded on', async () => {
    const bed = await createAppBed()
    expect(await bed.send(wishes(bed.repoId).start({ prompt: 'go' }))).toEqual({ ok: true, value: null })
    await expect.poll(() => bed.session().state, patience).toBe('live')
    await bed.stop()
    const away = `${bed.repo.path}-away`
    renameSync(bed.repo.path, away)
    await bed.restart()
    expect(bed.snapshot()).toMatchObject({ repo: null, repoProblem: { code: 'folder-gone' } })
    expect(bed.snapshot().notices).toMatchObject([{ id: `unprotected:${bed.session().id}` }])

    renameSync(away, bed.repo.path)
    await expect.poll(() => bed.snapshot().repo?.liveSessionId, patience).toBe(bed.session().id)
    expect(bed.snapshot().repoProblem).toBeNull()
    await expect.poll(() => bed.snapshot().notices, patience).toEqual([])
    bed.repo.write('a.txt', 'recorded again\n')
    await expect.poll(() => bed.session().changes.length, patience).toBe(1)
  })

  it('when the repo process was started again is watched as soon as it is back', async () => {
    const bed = await createAppBed()
    const away = `${bed.repo.path}-away`
    renameSync(bed.repo.path, away)
    await expect.poll(() => bed.snapshot().repo?.watch.kind, patience).toBe('gone')
    await bed.process.crash()
    await expect.poll(() => bed.snapshot().notices, patience).toMatchObject([{ id: 'repo-process' }])

    renameSync(away, bed.repo.path)
    await expect.poll(() => bed.snapshot().repo?.watch.kind, patience).toBe('watching')
    bed.repo.write('a.txt', 'seen again\n')
    await expect
      .poll(() => bed.snapshot().repo?.gate, patience)
      .toMatchObject({
        kind: 'closed',
        files: [{ path: 'a.txt' }],
      })
  })
})
