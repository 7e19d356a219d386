import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { repoIdOf } from '../../../src/services/repo-id'
import { type Cli, builtCli } from '../../support/cli'
import { eventually } from '../../support/eventually'
import { tempDir, tempRepo } from '../../support/git-fixture'
import { decodePath } from '../../../src/core/repo/repo-path'
import type { TempRepo } from '../../support/temp-repo'
import { listingOf } from '../checkpoint/checkpoint-bed'
import { capture } from './diff-bed'

const cliOf = builtCli()

const path = z.union([z.string(), z.strictObject({ bytes: z.string() })])
const kept = z.array(z.strictObject({ path, why: z.string() }))
const previewSchema = z.strictObject({ write: z.array(path), delete: z.array(path), keep: kept })
const restoredSchema = z.strictObject({
  restored: z.number(),
  deleted: z.number(),
  conflicts: kept,
  safety: z.string(),
  index: z.enum(['restored', 'locked', 'unchanged']),
})
const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(1), next: z.string().min(1) }),
})

function setUp(
  files: Readonly<Record<string, string>> = { 'a.txt': 'one\n', 'b/c.txt': 'two\n', 'b/d.txt': 'three\n' },
) {
  const cli = cliOf()
  const repo = tempRepo({ files })
  return { cli, repo, ...callsOf(cli, repo) }
}

function callsOf(cli: Cli, repo: TempRepo) {
  const call = (action: string, args: readonly string[]) =>
    cli.json(['checkpoint', action, ...args, '--repo', repo.path])
  return {
    create: () => capture(cli, repo),
    preview: async (...args: readonly string[]) => {
      const { code, value } = await call('preview', args)
      expect(code).toBe(0)
      return previewSchema.parse(value)
    },
    restore: async (...args: readonly string[]) => {
      const { code, value } = await call('restore', args)
      return { code, ...restoredSchema.parse(value) }
    },
    undo: async () => {
      const { code, value } = await call('undo', [])
      return { code, ...restoredSchema.parse(value) }
    },
    refused: async (action: string, ...args: readonly string[]) => {
      const { code, value } = await call(action, args)
      return [code, errorSchema.parse(value).error.code]
    },
    store: async () => join(cli.home, 'repos', await repoIdOf(repo.path)),
  }
}

describe('restore', () => {
  it('does what preview says, and undo and redo take it back and forth', async () => {
    const { repo, create, preview, restore, undo } = setUp()
    repo.write('untracked.txt', 'new\n')
    repo.write('a.txt', 'staged\n')
    repo.git('add', 'a.txt')
    const id = await create()
    const captured = listingOf(repo.path)
    const index = repo.git('ls-files', '-s')

    repo.write('a.txt', 'wrecked\n')
    repo.git('add', '-A')
    repo.remove('b')
    repo.write('later.txt', 'later\n')
    const wrecked = listingOf(repo.path)
    expect(await preview(id)).toEqual({ write: ['a.txt', 'b/c.txt', 'b/d.txt'], delete: ['later.txt'], keep: [] })
    expect(listingOf(repo.path)).toEqual(wrecked)

    const done = await restore(id)
    expect(done).toMatchObject({ code: 0, restored: 3, deleted: 1, conflicts: [], index: 'restored' })
    expect(listingOf(repo.path)).toEqual(captured)
    expect(repo.git('ls-files', '-s')).toBe(index)
    expect(await undo()).toMatchObject({ code: 0, restored: 2, deleted: 2, conflicts: [] })
    expect(listingOf(repo.path)).toEqual(wrecked)
    expect(await undo()).toMatchObject({ code: 0, conflicts: [] })
    expect(listingOf(repo.path)).toEqual(captured)
  })

  it('is done with nothing to do when nothing differs', async () => {
    const { create, preview, restore } = setUp()
    const id = await create()
    expect(await preview(id)).toEqual({ write: [], delete: [], keep: [] })
    expect(await restore(id)).toMatchObject({ code: 0, restored: 0, deleted: 0, conflicts: [] })
  })

  it('takes single files and folders, as they are told from --repo', async () => {
    const { cli, repo, create, preview, restore } = setUp()
    const id = await create()
    const wreck = () => {
      for (const file of ['a.txt', 'b/c.txt', 'b/d.txt']) repo.write(file, 'wrecked\n')
    }
    const read = () => ['a.txt', 'b/c.txt', 'b/d.txt'].map((file) => repo.read(file))
    wreck()
    expect(await preview(id, '--path', 'b')).toEqual({ write: ['b/c.txt', 'b/d.txt'], delete: [], keep: [] })
    expect(await restore(id, '--path', 'a.txt', 'b/d.txt')).toMatchObject({ code: 0, restored: 2, index: 'unchanged' })
    expect(read()).toEqual(['one\n', 'wrecked\n', 'three\n'])
    wreck()
    expect(await restore(id, '--path', 'b/c.txt', '--path', join(repo.path, 'a.txt'))).toMatchObject({ restored: 2 })
    expect(read()).toEqual(['one\n', 'two\n', 'wrecked\n'])
    wreck()
    expect(await restore(id, '--path', 'b/')).toMatchObject({ restored: 2 })
    expect(read()).toEqual(['wrecked\n', 'two\n', 'three\n'])
    // From a folder behind a link, and from inside of the repository.
    wreck()
    const link = join(tempDir(), 'link')
    symlinkSync(repo.path, link)
    for (const [folder, file] of [
      [link, 'a.txt'],
      [link, join(link, 'b/c.txt')],
      [join(repo.path, 'b'), 'd.txt'],
    ]) {
      const { code, value } = await cli.json([
        'checkpoint',
        'restore',
        id,
        '--repo',
        folder ?? '',
        '--path',
        file ?? '',
      ])
      expect([code, restoredSchema.parse(value).restored]).toEqual([0, 1])
    }
    expect(read()).toEqual(['one\n', 'two\n', 'three\n'])
  })

  it('names paths that are no text by their bytes, and takes them so', async () => {
    const { cli, repo, create, preview, restore } = setUp()
    const bytes = Buffer.from('caf\xe9.txt', 'latin1')
    const name = decodePath(bytes)
    repo.write(name, 'before\n')
    const id = await create()
    repo.write(name, 'after\n')
    const told = bytes.toString('base64')
    expect(await preview(id, '--path', `base64:${told}`)).toEqual({ write: [{ bytes: told }], delete: [], keep: [] })
    expect(await restore(id, '--path', `base64:${told}`)).toMatchObject({ code: 0, restored: 1 })
    expect(repo.read(name)).toBe('before\n')
    // A shell hands the bytes themselves over.
    repo.write(name, 'after\n')
    const script = join(cli.home, 'call.sh')
    writeFileSync(script, Buffer.concat([Buffer.from('"$@" --path '), bytes, Buffer.from('\n')]))
    const { code } = await cli.json(['checkpoint', 'restore', id, '--repo', repo.path], { shell: script })
    expect([code, repo.read(name)]).toEqual([0, 'before\n'])
  })

  it('finds a checkpoint by the start of its id, and the latest', async () => {
    const { repo, create, restore, refused } = setUp()
    const first = await create()
    repo.write('a.txt', 'second\n')
    await create()
    repo.write('a.txt', 'third\n')
    expect(await restore('latest')).toMatchObject({ restored: 1 })
    expect(repo.read('a.txt')).toBe('second\n')
    expect(await restore(first.slice(0, 8))).toMatchObject({ restored: 1 })
    expect(repo.read('a.txt')).toBe('one\n')
    expect(await refused('restore', '0')).toEqual([2, 'AMBIGUOUS_CHECKPOINT'])
    expect(await refused('restore', 'baseline')).toEqual([2, 'NO_BASELINE'])
  })

  it('keeps a file that is written meanwhile, and says so', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1500 }, (_, at) => [`f${String(at).padStart(4, '0')}`, 'old\n']),
    )
    const { cli, repo, create, store } = setUp(files)
    const id = await create()
    for (const file of Object.keys(files)) repo.write(file, 'new\n')
    const journal = join(await store(), 'journal.json')
    const running = cli.json(['checkpoint', 'restore', id, '--repo', repo.path])
    await eventually(() => existsSync(journal) || null)
    repo.write('f1499', 'mine\n')
    const { code, value } = await running
    expect([code, restoredSchema.parse(value)]).toMatchObject([
      3,
      { restored: 1499, conflicts: [{ path: 'f1499', why: 'CHANGED_MEANWHILE' }] },
    ])
    expect(repo.read('f1499')).toBe('mine\n')
  })

  it('restores the files and reports the index when another git holds its lock', async () => {
    const { repo, create, restore } = setUp()
    repo.write('a.txt', 'staged\n')
    repo.git('add', 'a.txt')
    const id = await create()
    repo.git('reset', '-q', '--hard')
    const lock = join(repo.gitDir(), 'index.lock')
    writeFileSync(lock, 'theirs')
    expect(await restore(id)).toMatchObject({ code: 3, restored: 1, index: 'locked' })
    expect([repo.read('a.txt'), readFileSync(lock, 'utf8')]).toEqual(['staged\n', 'theirs'])
    rmSync(lock)
    expect(await restore(id)).toMatchObject({ code: 0, restored: 0, index: 'restored' })
    expect(repo.git('diff', '--cached', '--name-only')).toBe('a.txt\n')
  })

  it('deletes no other number than it is told, when that is more than 30 % of the files', async () => {
    const { repo, create, restore, refused } = setUp()
    const id = await create()
    const wreck = () => {
      for (let file = 0; file < 4; file++) repo.write(`new${file}.txt`, 'new\n')
    }
    wreck()
    const wrecked = listingOf(repo.path)
    expect(await refused('restore', id, '--delete', '3')).toEqual([2, 'MANY_DELETIONS'])
    expect(await refused('restore', id, '--delete', 'four')).toEqual([2, 'USAGE'])
    expect(listingOf(repo.path)).toEqual(wrecked)
    expect(await restore(id, '--delete', '4')).toMatchObject({ code: 0, restored: 0, deleted: 4 })
    wreck()
    expect(await restore(id)).toMatchObject({ code: 0, deleted: 4 })
  })

  it('asks a person at a terminal for the number then', async () => {
    const { cli, repo, create } = setUp()
    const id = await create()
    for (let file = 0; file < 4; file++) repo.write(`new${file}.txt`, 'new\n')
    const wrecked = listingOf(repo.path)
    const script = join(cli.home, 'terminal.sh')
    writeFileSync(script, 'exec script -qec "$*" /dev/null\n')
    const call = ['checkpoint', 'restore', id, '--repo', repo.path]
    const asked = await cli.run(call, { shell: script })
    expect([asked.code, asked.stdout.toString()]).toMatchObject([2, expect.stringContaining('Add --delete 4 to go on')])
    expect(asked.stdout.toString()).toContain('This would delete 4 files of 7.')
    expect(listingOf(repo.path)).toEqual(wrecked)
    expect((await cli.run([...call, '--delete', '4'], { shell: script })).code).toBe(0)
    expect(listingOf(repo.path)).not.toEqual(wrecked)
  })
})

describe('what is not there', () => {
  it('is nothing to undo and nothing to recover: exit code 1', async () => {
    const { create, refused } = setUp()
    expect(await refused('undo')).toEqual([1, 'NOTHING_TO_UNDO'])
    expect(await refused('recover')).toEqual([1, 'NOTHING_TO_RECOVER'])
    await create()
    expect(await refused('undo')).toEqual([1, 'NOTHING_TO_UNDO'])
    for (const flag of [[], ['--finish'], ['--undo']])
      expect(await refused('recover', ...flag)).toEqual([1, 'NOTHING_TO_RECOVER'])
    expect(await refused('recover', '--undo', '--finish')).toEqual([2, 'USAGE'])
  })

  it('is no checkpoint', async () => {
    const { cli, create, refused } = setUp()
    for (const action of ['preview', 'restore', 'verify', 'forget'])
      expect(await refused(action, '000001-00000000')).toEqual([2, 'NO_SUCH_CHECKPOINT'])
    expect(readdirSync(cli.home)).toEqual([])
    await create()
    for (const action of ['preview', 'restore', 'verify', 'forget'])
      expect(await refused(action, '../../../meta')).toEqual([2, 'NO_SUCH_CHECKPOINT'])
  })

  it('is a path outside of the work tree', async () => {
    const { create, refused } = setUp()
    const id = await create()
    for (const outside of ['../elsewhere', '/etc/passwd', 'base64:Li4veA==', 'base64:nonsense!'])
      expect(await refused('restore', id, '--path', outside)).toEqual([2, 'OUTSIDE_WORKTREE'])
  })
})

describe('recover', () => {
  it.each(['--finish', '--undo'] as const)('brings a restore that was killed to one end: %s', async (how) => {
    const files = Object.fromEntries(Array.from({ length: 800 }, (_, at) => [`f${at}`, 'old\n']))
    const { cli, repo, create, refused, store } = setUp(files)
    const id = await create()
    const captured = listingOf(repo.path)
    for (const file of Object.keys(files)) repo.write(file, 'new\n')
    const wrecked = listingOf(repo.path)
    const folder = await store()
    // A shell that kills the call as soon as the journal of the restore is there.
    const script = join(cli.home, 'killed.sh')
    writeFileSync(
      script,
      `"$@" & pid=$!\nwhile [ ! -e '${folder}/journal.json' ]; do kill -0 $pid || exit 9; done\nkill -9 $pid\nwait $pid\n`,
    )
    await cli.run(['checkpoint', 'restore', id, '--repo', repo.path], { shell: script })
    expect(existsSync(join(folder, 'journal.json'))).toBe(true)

    expect(await refused('restore', id)).toEqual([2, 'RESTORE_INTERRUPTED'])
    expect(await refused('forget', id)).toEqual([2, 'CHECKPOINT_NEEDED'])
    const { code, value } = await cli.json(['checkpoint', 'recover', '--repo', repo.path])
    expect([code, value]).toMatchObject([0, { pending: { kind: 'restore', target: id, files: 800 } }])
    const { stdout } = await cli.run(['checkpoint', 'recover', '--repo', repo.path])
    expect(stdout.toString()).toContain('A restore of 800 files was interrupted, today ')

    const done = await cli.json(['checkpoint', 'recover', how, '--repo', repo.path])
    expect([done.code, restoredSchema.parse(done.value).conflicts]).toEqual([0, []])
    expect(listingOf(repo.path)).toEqual(how === '--finish' ? captured : wrecked)
    expect(await refused('recover')).toEqual([1, 'NOTHING_TO_RECOVER'])
  })
})

describe('people', () => {
  it('are told in a few words, with the first 20 names', async () => {
    const { cli, repo, create } = setUp()
    const id = await create()
    repo.write('a.txt', 'changed\n')
    for (let file = 0; file < 25; file++) repo.write(`new${String(file).padStart(2, '0')}`, 'new\n')
    const say = async (...args: readonly string[]) =>
      (await cli.run(['checkpoint', ...args, '--repo', repo.path])).stdout.toString()
    const preview = await say('preview', id)
    expect(preview).toMatch(/^Write 1 file:\n {2}a\.txt\nDelete 25 files:\n {2}new00\n/)
    expect(preview).toMatch(/\n {2}new19\n {2}and 5 more\n$/)
    expect(await say('restore', id, '--delete', '25')).toMatch(
      /^Restored 1 file, deleted 25\. What was there before is in checkpoint \S+\.\n$/,
    )
    expect(await say('preview', id)).toBe('Nothing would change.\n')
    expect(await say('undo')).toMatch(/^Undid the restore: wrote 26 files, deleted 0\./)
    expect(await say('undo')).toMatch(/^Redid the restore: wrote 1 file, deleted 25\./)
    expect(await say('verify')).toMatch(/^4 checkpoints can be restored byte for byte\.\n$/)
  })

  it('see no control characters of a name', async () => {
    const { cli, repo, create } = setUp()
    const id = await create()
    repo.write('evil\u001b[2Jname', 'x')
    mkdirSync(join(repo.path, 'empty'))
    execFileSync('chmod', ['600', join(repo.path, 'a.txt')])
    const { stdout } = await cli.run(['checkpoint', 'preview', id, '--repo', repo.path])
    expect(stdout.includes('\u001b')).toBe(false)
    expect(stdout.toString()).toContain('evil‹U+001B›[2Jname')
  })
})
