import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAppBed, errorOf, patience, wishes, type AppBed } from '../../support/app-bed'
import { createFakeRollout } from '../../support/fake-rollout'
import { tempDir } from '../../support/git-fixture'

const accepted = { ok: true, value: null }
// Put together here, so that no scanner takes this file for one that holds keys.
const awsKey = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')

const subjects = (bed: AppBed) => bed.repo.git('log', '--format=%s').trim().split('\n')
const today = () => {
  const now = new Date()
  const two = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
function hook(bed: AppBed, name: string, script: string): void {
  bed.repo.write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`)
  bed.repo.chmod(`.git/hooks/${name}`, 0o755)
}
/** What home shows once it has seen the file. */
const marked = async (bed: AppBed, path: string) => {
  await expect.poll(() => bed.snapshot().commit.warnings.marked.map((file) => file.path), patience).toContain(path)
  return bed.snapshot().commit.warnings.marked.find((file) => file.path === path)?.marks
}

describe('before a commit', () => {
  it('secrets are pointed out by name and content, and committed only when they were ticked with that in view', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    bed.repo.write('.env', 'A=1\n')
    bed.repo.write('src/config.ts', `// config\nexport const key = '${awsKey}'\n`)
    bed.repo.write('a.txt', 'mine\n')
    expect(await marked(bed, '.env')).toEqual([{ kind: 'secret-name' }])
    expect(await marked(bed, 'src/config.ts')).toEqual([{ kind: 'secret', secret: 'aws', line: 2 }])
    expect(JSON.stringify(bed.snapshot())).not.toContain(awsKey)

    const all = ['.env', 'a.txt', 'src/config.ts']
    expect(errorOf(await bed.send(commit(all))).code).toBe('files-pointed-out')
    expect(errorOf(await bed.send(commit(all, { markedPaths: ['.env'] }))).code).toBe('files-pointed-out')
    expect(subjects(bed)).toEqual(['first'])
    expect(await bed.send(commit(['a.txt']))).toEqual(accepted)
    expect(await bed.send(commit(['.env', 'src/config.ts'], { markedPaths: ['.env', 'src/config.ts'] }))).toEqual(
      accepted,
    )
    expect(bed.repo.git('ls-files').trim().split('\n')).toEqual(all)

    // What is in history already does not get out by one more commit.
    bed.repo.write('.env', 'A=2\n')
    bed.repo.write('src/config.ts', `// config, and more\nexport const key = '${awsKey}'\n`)
    expect(await bed.send(commit(['.env', 'src/config.ts']))).toEqual(accepted)
    expect(bed.snapshot().commit.warnings.marked).toEqual([])
  })

  it('a secret that was written in the moment of the press is found too', async () => {
    const bed = await createAppBed()
    bed.repo.write('late.txt', `${awsKey}\n`)
    expect(errorOf(await bed.send(wishes(bed.repoId).commitAndStart(['late.txt']))).code).toBe('files-pointed-out')
    expect(bed.snapshot().commit.failure).toMatchObject({ code: 'files-pointed-out' })
    expect(bed.snapshot().commit.warnings.marked).toMatchObject([{ path: 'late.txt' }])
    expect(bed.snapshot().sessions).toEqual([])
    expect(subjects(bed)).toEqual(['first'])
  })

  it('files over 50 MB are pointed out, but not what LFS takes', async () => {
    const bed = await createAppBed()
    const large = Buffer.alloc(50 * 2 ** 20 + 1)
    bed.repo.write('big.bin', large)
    expect(await marked(bed, 'big.bin')).toEqual([{ kind: 'large', bytes: large.length }])
    expect(errorOf(await bed.send(wishes(bed.repoId).commit(['big.bin']))).code).toBe('files-pointed-out')
    bed.repo.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
    bed.repo.git('config', 'filter.lfs.clean', 'cat')
    await expect.poll(() => bed.snapshot().commit.warnings.marked, patience).toEqual([])
  })

  it('more than 200 new files come with lines for .gitignore, more than 2,000 with a question', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    for (let i = 0; i < 2001; i++) bed.repo.write(`node_modules/p${i % 40}/f${i}.js`, '')
    await expect
      .poll(() => bed.snapshot().commit.warnings, patience)
      .toMatchObject({ newFiles: 2001, ignore: [{ pattern: 'node_modules/', files: 2001 }] })
    const { gate } = bed.snapshot().repo ?? {}
    const files = gate?.kind === 'closed' ? gate.files.map(({ path }) => path) : []
    const refused = errorOf(await bed.send(commit(files)))
    expect(refused).toMatchObject({ code: 'too-many-new-files', message: expect.stringContaining('2,001 new files') })
    expect(errorOf(await bed.send(commit(files, { confirmedNewFiles: 2000 }))).code).toBe('too-many-new-files')
    expect(subjects(bed)).toEqual(['first'])
    expect(await bed.send(commit(files, { confirmedNewFiles: 2001 }))).toEqual(accepted)
    expect(bed.repo.git('status', '--porcelain')).toBe('')
  })
})

describe('a hook that stops the commit', () => {
  it('leaves the way to a side branch, on which hooks run too', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    hook(bed, 'pre-commit', 'test "$(git symbolic-ref --short HEAD)" != main || { echo "main is protected"; exit 1; }')
    bed.repo.write('a.txt', 'mine\n')
    expect(errorOf(await bed.send(commit(['a.txt'], { confirmed: true }))).code).toBe('hook-failed')
    const branch = `firebreak/${today()}`
    expect(bed.snapshot().commit.failure).toMatchObject({
      output: 'main is protected\n',
      command: null,
      ways: [{ way: 'side-branch', branch }, { way: 'checkpoint-only' }],
    })
    expect(await bed.send(commit(['a.txt'], { branch: 'side' }))).toEqual(accepted)
    expect(bed.snapshot().repo?.branch).toBe(branch)
    expect(bed.snapshot().commit).toMatchObject({ failure: null, last: { sideBranch: branch, canUncommit: true } })
    expect(bed.repo.git('log', '--format=%s', 'main')).toBe('first\n')
  })

  it('everywhere says so, and everything is as it was', async () => {
    const bed = await createAppBed()
    hook(bed, 'commit-msg', 'echo "no ticket number"; exit 1')
    bed.repo.write('a.txt', 'mine\n')
    const refs = bed.repo.git('for-each-ref')
    const wish = wishes(bed.repoId).commit(['a.txt'], { confirmed: true, branch: 'side' })
    expect(errorOf(await bed.send(wish))).toMatchObject({
      code: 'hook-failed',
      message: expect.stringMatching(/This was on firebreak\/.*; you are back on main\.$/),
      output: 'no ticket number\n',
    })
    expect(bed.snapshot().commit.failure?.ways).toEqual([{ way: 'checkpoint-only' }])
    expect(bed.repo.git('for-each-ref')).toBe(refs)
    expect(bed.repo.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main\n')
  })

  it('that rewrites a file is the commit’s, and the former bytes are in a checkpoint', async () => {
    const bed = await createAppBed()
    hook(bed, 'pre-commit', 'echo formatted >a.txt; git add a.txt')
    bed.repo.write('a.txt', 'mine\n')
    expect(await bed.send(wishes(bed.repoId).commit(['a.txt'], { confirmed: true }))).toEqual(accepted)
    expect(await bed.checkpoints()).toEqual(['before-commit'])
    expect(bed.snapshot().commit.last?.canUncommit).toBe(true)
  })
})

it('prints the command where signing needs a terminal, and it makes the commit', async () => {
  const bed = await createAppBed()
  const gpg = join(tempDir('bin'), 'gpg')
  writeFileSync(gpg, '#!/bin/sh\necho "no terminal to ask in" >&2\nexit 2\n')
  chmodSync(gpg, 0o755)
  bed.repo.git('config', 'commit.gpgSign', 'true')
  bed.repo.git('config', 'gpg.program', gpg)
  bed.repo.write("it's $(touch pwned).txt", 'mine\n')
  const wish = wishes(bed.repoId).commit(["it's $(touch pwned).txt"], { confirmed: true, message: 'work\n\nmore' })
  expect(errorOf(await bed.send(wish)).code).toBe('signing-failed')
  const { command, ways } = bed.snapshot().commit.failure ?? {}
  expect(ways).toEqual([{ way: 'checkpoint-only' }])
  bed.repo.git('config', 'commit.gpgSign', 'false')
  execFileSync('bash', ['-c', command ?? ''], { cwd: '/', stdio: 'pipe' })
  expect(bed.repo.git('log', '-1', '--format=%B').trim()).toBe('work\n\nmore')
  expect(bed.repo.git('status', '--porcelain')).toBe('')
})

describe('Uncommit', () => {
  it('takes the last commit of the gate back, also after a restart, and nobody else’s', async () => {
    const bed = await createAppBed()
    const { commit } = wishes(bed.repoId)
    const uncommit = (id: string) => bed.send({ type: 'repo/uncommit', repoId: bed.repoId, commit: id })
    bed.repo.write('a.txt', 'mine\n')
    expect(await bed.send(commit(['a.txt'], { message: 'my words\n\nbody' }))).toEqual(accepted)
    const made = bed.repo.git('rev-parse', 'HEAD').trim()
    await bed.restart()
    await expect
      .poll(() => bed.snapshot().commit.last, patience)
      .toMatchObject({ commit: made, message: 'my words\n\nbody', sideBranch: null, canUncommit: true })
    expect(errorOf(await uncommit('a'.repeat(40))).code).toBe('uncommit-not-ours')
    expect(await uncommit(made)).toEqual(accepted)
    expect(bed.snapshot().commit.last).toBeNull()
    expect(bed.snapshot().repo?.gate).toMatchObject({ kind: 'closed', files: [{ path: 'a.txt', staged: true }] })
    expect(errorOf(await uncommit(made)).code).toBe('uncommit-not-ours')

    expect(await bed.send(commit(['a.txt']))).toEqual(accepted)
    const second = bed.snapshot().commit.last?.commit ?? ''
    bed.repo.write('a.txt', 'by hand\n')
    bed.repo.commitAll('by hand')
    await expect.poll(() => bed.snapshot().commit.last, patience).toBeNull()
    expect(errorOf(await uncommit(second)).code).toBe('uncommit-not-head')
    expect(subjects(bed)).toEqual(['by hand', 'work so far', 'first'])
  })

  it('can be pressed as soon as it is offered', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    const committing = bed.send(wishes(bed.repoId).commit(['a.txt']))
    // By turns, as a poll with a pause would come when the command has ended as well.
    while (bed.snapshot().commit.last === null) await new Promise((resolve) => setImmediate(resolve))
    const made = bed.snapshot().commit.last?.commit ?? ''
    expect(await bed.send({ type: 'repo/uncommit', repoId: bed.repoId, commit: made })).toEqual(accepted)
    expect(await committing).toEqual(accepted)
    expect(subjects(bed)).toEqual(['first'])
  })

  it('is not offered while a session runs on that commit', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    expect(await bed.send(wishes(bed.repoId).commitAndStart(['a.txt']))).toEqual(accepted)
    const { last } = bed.snapshot().commit
    expect(last).toMatchObject({ canUncommit: false })
    const wish = { type: 'repo/uncommit', repoId: bed.repoId, commit: last?.commit ?? '' } as const
    expect(errorOf(await bed.send(wish)).code).toBe('session-live')
    expect(subjects(bed)).toEqual(['work so far', 'first'])
  })

  it('survives a broken file of its own', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    expect(await bed.send(wishes(bed.repoId).commit(['a.txt']))).toEqual(accepted)
    expect(readFileSync(join(bed.home, 'commits.json'), 'utf8')).toContain('work so far')
    await bed.stop()
    writeFileSync(join(bed.home, 'commits.json'), '{"version":1,"commits":{"x":7')
    await bed.restart()
    expect(bed.snapshot().commit.last).toBeNull()
  })
})

it('names what a Spark session left, proposes its prompts, and shows it for review, also after commit and restart', async () => {
  const bed = await createAppBed({ settings: { messageTemplate: 'wip: mine' } })
  expect(bed.snapshot().commit).toMatchObject({ message: 'wip: mine', messageFrom: 'template', leftBy: null })
  expect(await bed.send(wishes(bed.repoId).start({ prompt: 'fix the login\nplease' }))).toEqual(accepted)
  await expect.poll(() => bed.session().state, patience).toBe('live')
  await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
  const originator = `firebreak_${bed.session().id}`
  const rollout = createFakeRollout({ codexHome: bed.codex.home, cwd: bed.repo.path, originator })
  rollout.turnStarted('t1', 'fix the login\nplease')
  bed.repo.write('a.txt', 'one\ntwo\nthree\nfour\n')
  await expect.poll(() => bed.session().changes.length, patience).toBe(1)
  rollout.turnEnded('t1')
  await expect.poll(() => bed.session().unreviewedLines, patience).toBe(1)
  expect(bed.snapshot().commit.leftBy).toBeNull()
  bed.codex.runIn(bed.repo.path).exit(0)
  await expect.poll(() => bed.session().state, patience).toBe('ended')

  await expect
    .poll(() => bed.snapshot().commit, patience)
    .toMatchObject({
      message: 'fix the login',
      messageFrom: 'prompts',
      leftBy: { sessionId: bed.session().id, lines: 1, paths: ['a.txt'], committedFiles: 0 },
    })
  expect(await bed.send(wishes(bed.repoId).commit(['a.txt']))).toEqual(accepted)
  const after = { message: 'wip: mine', messageFrom: 'template', leftBy: { lines: 1, committedFiles: 1 } }
  expect(bed.snapshot().commit).toMatchObject(after)
  await bed.restart()
  await expect.poll(() => bed.snapshot().commit, patience).toMatchObject(after)

  expect(await bed.send({ type: 'session/review', sessionId: bed.session().id })).toEqual(accepted)
  expect(bed.snapshot().review).toEqual({ repoId: bed.repoId, sessionId: bed.session().id, wish: 1 })
  expect(bed.shell.isOpen({ view: 'diff', repoId: bed.repoId, repoName: '' })).toBe(true)
})

it('keeps a commit template for one repository and one for all', async () => {
  const bed = await createAppBed()
  const set = (repoId: string | null, value: string) =>
    bed.send({ type: 'settings/set', change: { key: 'messageTemplate', repoId, value } })
  expect(await set(bed.repoId, 'wip: here')).toEqual(accepted)
  expect(await set(null, 'wip: all')).toEqual(accepted)
  expect(bed.snapshot()).toMatchObject({
    commit: { message: 'wip: here' },
    settings: { messageTemplate: { common: 'wip: all', ofRepo: 'wip: here' } },
  })
  expect(await set(bed.repoId, ' ')).toEqual(accepted)
  expect(bed.snapshot().commit.message).toBe('wip: all')
  expect(await set(null, '')).toEqual(accepted)
  expect(bed.snapshot().commit.message).toBe('chore: checkpoint before Spark session')
})
