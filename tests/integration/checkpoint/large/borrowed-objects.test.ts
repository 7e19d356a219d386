import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { alternateLine, alternatesOf } from '../../../../src/repo/checkpoint/alternates'
import { createObjectStore } from '../../../../src/repo/checkpoint/object-store'
import { createTempDir, createTempRepo, type TempRepo } from '../../../support/temp-repo'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function tempDir(name?: string): string {
  const folder = createTempDir(name)
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Many versions of one long file, so that git packs most of them as deltas of one another. */
function repoWithHistory(versions: number): TempRepo {
  const repo = createTempRepo({ files: { 'long.txt': '' } })
  cleanups.push(() => repo.cleanup())
  const lines = Array.from({ length: 900 }, (_, n) => `line ${n} ${'x'.repeat(n % 80)}`)
  for (let version = 0; version < versions; version++) {
    lines[(version * 37) % lines.length] = `changed in version ${version}`
    lines.push(`added in version ${version}`)
    repo.write('long.txt', `${lines.join('\n')}\n`)
    repo.write(`folder/file-${version}.txt`, `${version}`)
    repo.git('add', '-A')
    repo.git('commit', '-qm', `version ${version}`)
  }
  return repo
}

/** An objects folder of our own that borrows from another one, and that may not ask git. */
function borrowing(from: string) {
  const objectsDir = join(tempDir('store'), 'objects')
  mkdirSync(join(objectsDir, 'info'), { recursive: true })
  writeFileSync(join(objectsDir, 'info', 'alternates'), alternateLine(from))
  return createObjectStore(objectsDir, (id) => Promise.reject(new Error(`git was asked for ${id}`)))
}

function everyObject(repo: TempRepo): readonly { readonly id: string; readonly type: string; readonly size: number }[] {
  return repo
    .git('cat-file', '--batch-all-objects', '--batch-check')
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', type = '', size = ''] = line.split(' ')
      return { id, type, size: Number(size) }
    })
}

describe('objects of the user that a store borrows', () => {
  it.each([
    ['loose', []],
    ['packed with deltas that name their base by its place', ['-c', 'repack.useDeltaBaseOffset=true']],
    ['packed with deltas that name their base by its id', ['-c', 'repack.useDeltaBaseOffset=false']],
  ])('are read without git when they are %s', async (_name, settings) => {
    const repo = repoWithHistory(30)
    if (settings.length > 0) {
      repo.git(...settings, 'repack', '-adfq', '--window=50', '--depth=40')
      const [pack = ''] = readdirSync(join(repo.gitDir(), 'objects', 'pack')).filter((name) => name.endsWith('.idx'))
      const chains = repo.git('verify-pack', '-v', join('.git', 'objects', 'pack', pack))
      if (!/^chain length = [1-9]\d/m.test(chains)) throw new Error('the pack has no long chains to read')
    }
    const store = borrowing(join(repo.gitDir(), 'objects'))
    for (const { id, type, size } of everyObject(repo)) {
      expect(await store.size(id)).toBe(size)
      const object = await store.read(id)
      expect(object.type).toBe(type)
      const expected = execFileSync('git', ['cat-file', type, id], { cwd: repo.path, encoding: 'buffer' })
      expect(object.body.equals(expected)).toBe(true)
    }
  })

  it('are found again after the user repacked', async () => {
    const repo = repoWithHistory(5)
    repo.git('repack', '-adq')
    const store = borrowing(join(repo.gitDir(), 'objects'))
    const [first, ...others] = everyObject(repo).filter(({ type }) => type === 'blob')
    await store.read(first?.id ?? '')
    repo.write('more.txt', 'more')
    repo.git('add', '-A')
    repo.git('commit', '-qm', 'more')
    repo.git('repack', '-adq')
    for (const { id } of others) expect((await store.read(id)).type).toBe('blob')
  })

  it('are followed through the alternates of the user', async () => {
    const origin = repoWithHistory(3)
    const folder = join(tempDir(), 'a "quoted"\nclone')
    execFileSync('git', ['clone', '-q', '--shared', origin.path, folder])
    const objects = join(folder, '.git', 'objects')
    const store = borrowing(objects)
    for (const { id, type } of everyObject(origin)) expect((await store.read(id)).type).toBe(type)

    const own = join(tempDir('store'), 'objects')
    mkdirSync(join(own, 'info'), { recursive: true })
    writeFileSync(join(own, 'info', 'alternates'), `# a comment\n${alternateLine(objects)}`)
    expect(alternatesOf(own)).toEqual([objects, join(origin.gitDir(), 'objects')])
    const env = { ...process.env, GIT_DIR: origin.gitDir(), GIT_OBJECT_DIRECTORY: own }
    expect(execFileSync('git', ['cat-file', '-t', 'HEAD'], { env, encoding: 'utf8' })).toBe('commit\n')
  })
})
