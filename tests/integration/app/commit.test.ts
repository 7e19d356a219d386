import { describe, expect, it } from 'vitest'
import { createAppBed, errorOf, patience, wishes } from '../../support/app-bed'

const accepted = { ok: true, value: null }

describe('a commit', () => {
  it('that its hook refuses stops the press, shows what the hook printed and leaves the index as it was', async () => {
    const bed = await createAppBed()
    const { commitAndStart } = wishes(bed.repoId)
    bed.repo.write('.git/hooks/pre-commit', '#!/bin/sh\necho "lint: a.txt is bad"\nexit 1\n')
    bed.repo.chmod('.git/hooks/pre-commit', 0o755)
    bed.repo.write('a.txt', 'mine\n')
    bed.repo.write('new.txt', 'new\n')
    const index = bed.repo.indexBytes()

    expect(errorOf(await bed.send(commitAndStart(['a.txt', 'new.txt'], { confirmed: true })))).toMatchObject({
      code: 'hook-failed',
      output: 'lint: a.txt is bad\n',
    })
    expect(bed.snapshot().commit).toMatchObject({
      running: null,
      failure: { output: 'lint: a.txt is bad\n', message: expect.any(String), next: expect.any(String) },
    })
    expect(bed.repo.indexBytes().equals(index)).toBe(true)
    expect(bed.repo.git('log', '--format=%s')).toBe('first\n')
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.terminals()).toEqual([])
  })

  it('shows what it will run once, and again when that is something else', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    const hook = (name: string) => {
      bed.repo.write(`.git/hooks/${name}`, '#!/bin/sh\nexit 0\n')
      bed.repo.chmod(`.git/hooks/${name}`, 0o755)
    }
    hook('pre-commit')
    bed.repo.write('a.txt', 'one\n')
    const preview = { hooks: ['pre-commit'], filters: [], signing: false, identity: expect.anything() }
    expect(errorOf(await bed.send(commit(['a.txt'])))).toMatchObject({ code: 'commit-consent-needed', preview })
    expect(bed.snapshot().commit).toMatchObject({ consent: preview, running: null, failure: null })
    expect(bed.repo.git('log', '--format=%s')).toBe('first\n')

    expect(await bed.send(commit(['a.txt'], { confirmed: true }))).toEqual(accepted)
    expect(bed.snapshot().commit.consent).toBeNull()
    bed.repo.write('a.txt', 'two\n')
    expect(await bed.send(commit(['a.txt']))).toEqual(accepted)

    hook('commit-msg')
    bed.repo.write('a.txt', 'three\n')
    expect(errorOf(await bed.send(commit(['a.txt']))).code).toBe('commit-consent-needed')
    expect(bed.snapshot().commit.consent?.hooks).toEqual(['pre-commit', 'commit-msg'])
  })

  it('asks for a name where git knows none, and takes it for this commit only', async () => {
    const nobody = { GIT_AUTHOR_NAME: undefined, GIT_AUTHOR_EMAIL: undefined }
    const bed = await createAppBed({
      env: { ...nobody, GIT_COMMITTER_NAME: undefined, GIT_COMMITTER_EMAIL: undefined, EMAIL: undefined },
    })
    bed.repo.git('config', 'user.useConfigOnly', 'true')
    const config = bed.repo.read('.git/config')
    const { commit, commitAndStart } = wishes(bed.repoId)
    bed.repo.write('a.txt', 'mine\n')
    expect(errorOf(await bed.send(commit(['a.txt']))).code).toBe('identity-missing')
    expect(bed.snapshot().commit).toMatchObject({ identityMissing: true, running: null, failure: null })

    const identity = { name: 'Ada L', email: 'ada@example.invalid' }
    expect(await bed.send(commitAndStart(['a.txt'], { identity }))).toEqual(accepted)
    expect(bed.repo.git('log', '-1', '--format=%an <%ae>, %cn')).toBe('Ada L <ada@example.invalid>, Ada L\n')
    expect(bed.repo.read('.git/config')).toBe(config)
    expect(bed.snapshot().commit.identityMissing).toBe(false)
  })

  it('of nothing, with no message, or while the index is locked is refused in words and changes nothing', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    expect(errorOf(await bed.send(commit([]))).code).toBe('nothing-to-commit')
    bed.repo.write('a.txt', 'mine\n')
    expect(errorOf(await bed.send(commit(['a.txt'], { message: ' \n ' }))).code).toBe('message-missing')
    bed.repo.write('.git/index.lock', '')
    expect(errorOf(await bed.send(commit(['a.txt']))).code).toBe('index-locked')
    bed.repo.remove('.git/index.lock')
    expect(errorOf(await bed.send(commit(['gone.txt']))).code).toBe('files-changed')
    expect(bed.repo.git('log', '--format=%s')).toBe('first\n')
    expect(bed.repo.read('a.txt')).toBe('mine\n')
    expect(await bed.send(commit(['a.txt']))).toEqual(accepted)
    expect(bed.snapshot().commit.failure).toBeNull()
  })

  it('takes nothing that came to be held back after it was listed, and says so', async () => {
    const bed = await createAppBed({ files: { 'a.txt': 'one\n', 'vault/key.txt': 'key\n' } })
    const { repo, repoId } = bed
    const { commit, commitAndStart } = wishes(repoId)
    repo.write('a.txt', 'mine\n')
    repo.write('vault/key.txt', 'mine too\n')
    repo.write('vault/new.txt', 'new\n')
    const listed = ['a.txt', 'vault/key.txt', 'vault/new.txt']
    await expect.poll(() => bed.snapshot().repo?.gate, patience).toMatchObject({ files: [{}, {}, {}] })
    await bed.send({ type: 'repo/hold-back', repoId, path: 'vault/' })
    const meanwhile = {
      code: 'held-back-meanwhile',
      message: '2 files are held back by now; nothing was committed.',
      next: 'Look at the list again, then commit.',
    }
    for (const wish of [commit(listed), commitAndStart(listed)]) {
      expect(errorOf(await bed.send(wish))).toEqual(meanwhile)
      expect(bed.snapshot().commit).toMatchObject({ running: null, failure: meanwhile })
    }
    expect(repo.git('log', '--format=%s')).toBe('first\n')
    expect(bed.snapshot().repo?.gate).toMatchObject({
      files: [{ path: 'a.txt' }],
      heldBack: [{ path: 'vault/key.txt' }, { path: 'vault/new.txt' }],
    })
    expect(await bed.send(commitAndStart(['a.txt']))).toEqual(accepted)
    expect(repo.git('status', '--porcelain')).toBe(' M vault/key.txt\n?? vault/new.txt\n')
    expect(bed.session().startFacts).toEqual(['Held back at the start: vault/key.txt, vault/new.txt.'])
  })

  it('takes what is in the list where the settings do not allow to hold back', async () => {
    const bed = await createAppBed()
    const { repoId } = bed
    bed.repo.write('a.txt', 'mine\n')
    await bed.send({ type: 'repo/hold-back', repoId, path: 'a.txt' })
    await bed.send({ type: 'settings/set', change: { key: 'waysOut', way: 'holdBack', value: false } })
    expect(await bed.send(wishes(repoId).commit(['a.txt']))).toEqual(accepted)
  })

  it('pressed twice is done once', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    bed.repo.write('a.txt', 'mine\n')
    const answers = await Promise.all([bed.send(commit(['a.txt'])), bed.send(commit(['a.txt']))])
    expect(answers.map((answer) => (answer.ok ? 'done' : answer.error.code))).toEqual(['done', 'busy'])
    expect(bed.repo.git('log', '--format=%s')).toBe('work so far\nfirst\n')
  })

  it('can be followed by a start as soon as that is offered', async () => {
    const bed = await createAppBed()
    const { commit, start } = wishes(bed.repoId)
    bed.repo.write('a.txt', 'mine\n')
    const committing = bed.send(commit(['a.txt']))
    // By turns, as a poll with a pause would come when the command has ended as well.
    while (bed.snapshot().commit.last === null) await new Promise((resolve) => setImmediate(resolve))
    expect(await bed.send(start())).toEqual(accepted)
    expect(await committing).toEqual(accepted)
    expect(bed.snapshot().sessions).toHaveLength(1)
  })

  it('makes the first commit of a repository that has none', async () => {
    const bed = await createAppBed()
    const empty = await bed.anotherRepo({})
    empty.repo.git('update-ref', '-d', 'HEAD')
    empty.repo.write('first.txt', 'x\n')
    await bed.use(empty.repo)
    await expect.poll(() => bed.snapshot().repo?.gate, patience).toMatchObject({ reason: 'no-commit-yet' })
    expect(await bed.send(wishes(empty.repoId).commitAndStart(['first.txt']))).toEqual(accepted)
    expect(bed.session().baseline?.commit).toBe(empty.repo.git('rev-parse', 'HEAD').trim())
  })
})
