import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createAppBed, errorOf } from '../../support/app-bed'

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

it('opens files of the work tree only, and shows what a desktop could run', async () => {
  const bed = await createAppBed()
  const { repo, repoId, shell } = bed
  repo.write('run.sh', '#!/bin/sh\n')
  const open = (path: string) => bed.send({ type: 'file/open', repoId, path, line: 3 })
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
