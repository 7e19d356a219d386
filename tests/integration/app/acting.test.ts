import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AppBed, createAppBed, errorOf } from '../../support/app-bed'
import { createTempDir } from '../../support/temp-repo'

const scope = { kind: 'uncommitted' } as const
const shown = { scope, whitespace: 'exact', path: 'a.txt', from: null } as const

it('reverts what a window shows, says what it did, and takes it back by its id', async () => {
  const bed = await createAppBed()
  const { repo, repoId } = bed
  repo.write('a.txt', 'changed\n')
  const before = repo.git('show', 'HEAD:a.txt')
  const part = { kind: 'file' } as const
  expect((await bed.send({ type: 'revert/part', repoId, id: 'u1', ...shown, part })).ok).toBe(true)
  expect(repo.read('a.txt')).toBe(before)
  expect(bed.snapshot().checkpoints[repoId]?.outcome).toMatchObject({ kind: 'done', words: 'Reverted a.txt' })
  const again = await bed.send({ type: 'revert/part', repoId, id: 'u2', ...shown, part })
  expect(errorOf(again)).toMatchObject({ code: 'nothing-reverted' })
  expect((await bed.send({ type: 'revert/undo', repoId, id: 'u1' })).ok).toBe(true)
  expect(repo.read('a.txt')).toBe('changed\n')
  expect(errorOf(await bed.send({ type: 'revert/undo', repoId, id: 'u1' })).code).toBe('nothing-to-undo')
})

it('takes a mark back by its id alone, and says of a press that it marked nothing', async () => {
  const bed = await createAppBed()
  const { repo, repoId } = bed
  repo.write('a.txt', 'changed\n')
  repo.write('b.txt', 'new\n')
  const { path: _, from: __, ...inScope } = shown
  const mark = (id: string, path: string) =>
    bed.send({ type: 'review/mark', repoId, id, ...inScope, path, hunkIds: null, reviewed: true, how: 'file' })
  const undo = (id: string | null) => bed.send({ type: 'review/undo', repoId, id })
  const undoable = () => bed.snapshot().reviews[repoId]?.undoable?.path ?? null
  expect((await mark('m1', 'a.txt')).ok).toBe(true)
  expect(errorOf(await mark('m2', 'a.txt')).code).toBe('nothing-marked')
  expect((await mark('m3', 'b.txt')).ok).toBe(true)
  await expect.poll(undoable).toBe('b.txt')
  expect((await undo('m1')).ok).toBe(true)
  for (const id of ['m1', 'm2', 'unknown']) expect(errorOf(await undo(id)).code).toBe('nothing-to-undo')
  await expect.poll(undoable).toBe('b.txt')
  expect((await undo(null)).ok).toBe(true)
  await expect.poll(undoable).toBeNull()
  expect(errorOf(await undo(null)).code).toBe('nothing-to-undo')
})

it('stages, and says when it is staged already', async () => {
  const bed = await createAppBed()
  const { repo, repoId } = bed
  repo.write('a.txt', 'changed\n')
  const stage = { type: 'stage/add', repoId, path: 'a.txt', from: null, hunkId: null } as const
  expect((await bed.send({ ...stage, id: 's1' })).ok).toBe(true)
  expect(repo.git('status', '--porcelain')).toBe('M  a.txt\n')
  expect(errorOf(await bed.send({ ...stage, id: 's2' })).code).toBe('already-staged')
  expect((await bed.send({ type: 'stage/undo', repoId, id: 's1' })).ok).toBe(true)
  expect(repo.git('status', '--porcelain')).toBe(' M a.txt\n')
})

it('copies and exports patches, and refuses the clipboard what it would change', async () => {
  const bed = await createAppBed()
  const { repo, repoId, shell } = bed
  repo.write('a.txt', 'changed\n')
  expect((await bed.send({ type: 'patch/copy', repoId, ...shown, hunkId: null })).ok).toBe(true)
  expect((await bed.send({ type: 'file/copy-path', repoId, path: 'a.txt' })).ok).toBe(true)
  expect(shell.copied).toEqual([expect.stringContaining('+changed\n'), 'a.txt'])
  repo.write('a.txt', Buffer.from([0xff, 10]))
  expect(errorOf(await bed.send({ type: 'patch/copy', repoId, ...shown, hunkId: null })).code).toBe('patch-not-text')
  const file = join(bed.root, 'all.patch')
  shell.answers.newFile = file
  expect((await bed.send({ type: 'patch/export', repoId, scope })).ok).toBe(true)
  expect(readFileSync(file).includes(Buffer.from([0x2b, 0xff, 10]))).toBe(true)
})

it('exports the folder that the window is limited to, and says where it is and what it leaves out', async () => {
  const bed = await createAppBed()
  const { repo, repoId, shell } = bed
  const patch = join(bed.root, 'some.patch')
  shell.answers.newFile = patch
  const limit = (value: string | null) =>
    bed.send({ type: 'settings/set', change: { key: 'diffFolder', repoId, value } })
  const exported = () => bed.send({ type: 'patch/export', repoId, scope })
  repo.write('a.txt', 'changed\n')
  repo.write('lib/new.txt', 'new\n')
  repo.write('lib/big.bin', Buffer.alloc(4 * 1024 * 1024 + 1))
  const some = { ok: true, value: `Exported 1 file to ${patch}. Left out: lib/big.bin (too large).` }
  await limit('lib')
  expect(await exported()).toEqual(some)
  expect(readFileSync(patch, 'utf8').match(/^diff --git .*/gm)).toEqual(['diff --git a/lib/new.txt b/lib/new.txt'])
  await limit(null)
  expect(await exported()).toEqual({ ok: true, value: some.value.replace('1 file', '2 files') })
  repo.remove('lib/new.txt')
  await limit('lib')
  expect(errorOf(await exported())).toMatchObject({
    code: 'patch-empty',
    message: 'Nothing here can be written into a patch: lib/big.bin (too large).',
  })
  delete shell.answers.newFile
  await limit(null)
  expect(await exported()).toEqual({ ok: true, value: null })
})

it('opens files of the work tree only, and shows what a desktop could run', async () => {
  const bed = await createAppBed()
  const { repo, repoId, shell } = bed
  repo.write('run.sh', '#!/bin/sh\n')
  const open = (path: string) => bed.send({ type: 'file/open', repoId, path, line: 3, around: [] })
  expect((await open('a.txt')).ok).toBe(true)
  expect((await open('run.sh')).ok).toBe(true)
  expect(shell.openedFiles).toEqual([join(repo.path, 'a.txt'), `folder of ${join(repo.path, 'run.sh')}`])
  expect(errorOf(await open('../outside.txt')).code).toBe('file-gone')
  expect(errorOf(await open('none.txt')).code).toBe('file-gone')

  const editor = join(bed.root, 'my editor')
  writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$@" > '${join(bed.root, 'opened')}'\n`)
  chmodSync(editor, 0o755)
  await bed.send({ type: 'settings/set', change: { key: 'editor', value: `"${editor}" -l {line} {file}` } })
  expect(bed.snapshot().settings.editor).toBe(`"${editor}" -l {line} {file}`)
  expect((await open('a.txt')).ok).toBe(true)
  await expect.poll(() => existsSync(join(bed.root, 'opened'))).toBe(true)
  await expect.poll(() => readFileSync(join(bed.root, 'opened'), 'utf8')).toBe(`-l\n3\n${join(repo.path, 'a.txt')}\n`)
  await bed.send({ type: 'settings/set', change: { key: 'editor', value: '/nonexistent/editor' } })
  expect(errorOf(await open('a.txt'))).toMatchObject({ code: 'editor-missing' })
})

it('opens an older version at the place where its line is now', async () => {
  const root = createTempDir('visual')
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const editor = join(root, 'nano')
  writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$@" > '${root}/new' && mv '${root}/new' '${root}/opened'\n`)
  chmodSync(editor, 0o755)
  const bed = await createAppBed({ env: { VISUAL: `'${editor}' -x` } })
  const { repo, repoId } = bed
  repo.write('a.txt', 'zero\nand\none\ntwo\nthree\n')
  const around = ['one', 'two'].map((text, at) => ({ line: at + 1, text }))
  const opened = async (line: number, lines: typeof around) => {
    expect((await bed.send({ type: 'file/open', repoId, path: 'a.txt', line, around: lines })).ok).toBe(true)
    await expect.poll(() => existsSync(join(root, 'opened'))).toBe(true)
    const args = readFileSync(join(root, 'opened'), 'utf8').split('\n').slice(0, -1)
    rmSync(join(root, 'opened'))
    return args
  }
  const file = join(repo.path, 'a.txt')
  expect(await opened(2, around)).toEqual(['-x', '+4', file])
  expect(await opened(2, [])).toEqual(['-x', '+2', file])
  expect(await opened(2, [{ line: 2, text: 'gone' }])).toEqual(['-x', file])
})

it('commits what is shown as reviewed, with the care of every commit', async () => {
  const bed = await createAppBed()
  const { repo, repoId } = bed
  repo.write('logo.bin', Buffer.from([0, 1]))
  repo.write('a.txt', 'mine\n')
  repo.write('.git/hooks/pre-commit', '#!/bin/sh\nexit 0\n')
  repo.chmod('.git/hooks/pre-commit', 0o755)
  const commit = (part: { readonly confirmed?: boolean; readonly message?: string } = {}) =>
    bed.send({
      type: 'reviewed/commit',
      repoId,
      also: ['logo.bin'],
      message: 'feat: a logo',
      identity: null,
      confirmed: false,
      ...part,
    })
  expect(errorOf(await commit()).code).toBe('no-preview')
  expect((await bed.send({ type: 'reviewed/preview', repoId })).ok).toBe(true)
  expect(bed.snapshot().reviewedCommits[repoId]?.files).toEqual([
    { path: 'a.txt', from: null, change: 'modified', hunks: { all: 1, reviewed: 0 } },
    { path: 'logo.bin', from: null, change: 'added', hunks: null },
  ])
  expect(errorOf(await commit({ message: ' ' })).code).toBe('message-missing')
  expect(errorOf(await commit())).toMatchObject({ code: 'commit-consent-needed', preview: { hooks: ['pre-commit'] } })
  expect((await commit({ confirmed: true })).ok).toBe(true)
  expect(repo.git('show', '--format=%s', '--name-only', 'HEAD')).toBe('feat: a logo\n\nlogo.bin\n')
  expect(repo.git('status', '--porcelain')).toBe(' M a.txt\n')
  expect(bed.snapshot().reviewedCommits[repoId]).toBeUndefined()
  const last = bed.snapshot().commit.last
  expect((await bed.send({ type: 'repo/uncommit', repoId, commit: last?.commit ?? '' })).ok).toBe(true)
  expect(repo.git('status', '--porcelain')).toBe(' M a.txt\nA  logo.bin\n')
})

describe('a commit of what was reviewed, and what is held back', () => {
  const wish = ({ repoId }: AppBed, also: string[] = []) =>
    ({ type: 'reviewed/commit', repoId, also, message: 'feat: mine', identity: null, confirmed: false }) as const

  /** Everything that has lines is marked, then what would go is shown. */
  async function shownIn(bed: AppBed, heldBack: readonly string[]): Promise<void> {
    const { repoId } = bed
    const whole = {
      id: 'all',
      path: null,
      hunkIds: null,
      reviewed: true,
      how: 'all',
      whitespace: 'exact',
      scope,
    } as const
    expect(await bed.send({ type: 'review/mark', repoId, ...whole })).toMatchObject({ ok: true })
    for (const path of heldBack) await bed.send({ type: 'repo/hold-back', repoId, path })
    expect(await bed.send({ type: 'reviewed/preview', repoId })).toMatchObject({ ok: true })
  }
  const paths = (bed: AppBed) => {
    const commit = bed.snapshot().reviewedCommits[bed.repoId]
    return { files: commit?.files.map(({ path }) => path), heldBack: commit?.heldBack.map(({ path }) => path) }
  }
  const subjects = (bed: AppBed) => bed.repo.git('log', '--format=%s').trimEnd().split('\n')

  it('keeps files and folders that are held back out of it, staged, moved or ticked, and names them', async () => {
    const old = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('')
    const files = { 'a.txt': 'one\n', 'held.txt': 'held\n', 'old.md': old, 'place/in.txt': 'in\n' }
    const bed = await createAppBed({ files })
    const { repo } = bed
    repo.write('a.txt', 'mine\n')
    repo.write('held.txt', 'secret\n')
    repo.git('add', 'held.txt')
    repo.write('vault/deep/key.txt', 'key\n')
    repo.write('vaulted.txt', 'not in the folder\n')
    repo.write('logo.bin', Buffer.from([0, 1]))
    repo.remove('old.md')
    repo.write('new.md', old)
    rmSync(join(repo.path, 'place'), { recursive: true })
    repo.write('place', 'a file where the folder was\n')
    await shownIn(bed, ['held.txt', 'vault', 'logo.bin', 'old.md', 'place/in.txt'])
    expect(paths(bed)).toEqual({
      files: ['a.txt', 'vaulted.txt'],
      heldBack: ['held.txt', 'logo.bin', 'new.md', 'place', 'place/in.txt', 'vault/deep/key.txt'],
    })
    const before = repo.git('status', '--porcelain').split('\n')
    expect(await bed.send(wish(bed, ['logo.bin', 'new.md', 'held.txt']))).toEqual({ ok: true, value: null })
    expect(repo.git('show', '--format=', '--name-only', 'HEAD')).toBe('a.txt\nvaulted.txt\n')
    expect(repo.git('status', '--porcelain').split('\n')).toEqual(
      before.filter((line) => !/ (a|vaulted)\.txt$/.test(line)),
    )
  })

  it('commits nothing where all of it is held back', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    await shownIn(bed, ['a.txt'])
    expect(paths(bed)).toEqual({ files: [], heldBack: ['a.txt'] })
    const before = await bed.checkpoints()
    expect(errorOf(await bed.send(wish(bed))).code).toBe('nothing-to-commit')
    expect(subjects(bed)).toHaveLength(1)
    expect(await bed.checkpoints()).toEqual(before)
  })

  it('refuses what came to be held back after it was shown, and shows it so', async () => {
    const bed = await createAppBed()
    const { repo, repoId } = bed
    repo.write('a.txt', 'mine\n')
    repo.write('b.txt', 'mine too\n')
    await shownIn(bed, [])
    expect(paths(bed)).toEqual({ files: ['a.txt', 'b.txt'], heldBack: [] })
    await bed.send({ type: 'repo/hold-back', repoId, path: 'b.txt' })
    expect(errorOf(await bed.send(wish(bed)))).toEqual({
      code: 'held-back-meanwhile',
      message: '1 file is held back by now; nothing was committed.',
      next: 'Look at the list again, then commit.',
    })
    expect(subjects(bed)).toHaveLength(1)
    expect(paths(bed)).toEqual({ files: ['a.txt'], heldBack: ['b.txt'] })
    expect((await bed.send(wish(bed))).ok).toBe(true)
    expect(repo.git('show', '--format=', '--name-only', 'HEAD')).toBe('a.txt\n')
  })

  it('takes them where the settings do not allow to hold back', async () => {
    const bed = await createAppBed()
    bed.repo.write('a.txt', 'mine\n')
    await shownIn(bed, ['a.txt'])
    await bed.send({ type: 'settings/set', change: { key: 'waysOut', way: 'holdBack', value: false } })
    await bed.send({ type: 'reviewed/preview', repoId: bed.repoId })
    expect(paths(bed)).toEqual({ files: ['a.txt'], heldBack: [] })
  })
})
