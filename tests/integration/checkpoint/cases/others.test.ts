import { execFileSync, spawn } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { listCheckpoints } from '../../../../src/repo/checkpoint/read'
import { bundleScript } from '../../../support/bundle-script'
import { openTempRepo } from '../../../support/temp-repo'
import { fsck, leftovers, listingOf, readBack, take } from '../checkpoint-bed'
import { caseBed, caseRepo, restoreAll, sh } from './case-bed'

let capture = ''
let restoreScript = ''
beforeAll(async () => {
  capture = await bundleScript(fileURLToPath(import.meta.resolve('../checkpoint-child.ts')))
  restoreScript = await bundleScript(fileURLToPath(import.meta.resolve('../restore/restore-child.ts')))
})

const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'src/c.ts': 'c\n' }

describe('somebody else at work', () => {
  it('holds the lock of the index: files are captured and restored, the index is reported, the lock stays', async () => {
    const repo = caseRepo({ files })
    const bed = await caseBed(repo)
    repo.write('a.txt', 'staged\n')
    repo.git('add', 'a.txt')
    const lock = join(repo.gitDir(), 'index.lock')
    writeFileSync(lock, '')
    const then = listingOf(repo.path)
    const checkpoint = await bed.full()
    expect(checkpoint.uncaptured).toEqual([])
    rmSync(lock)
    repo.git('reset', '-q', '--hard')
    writeFileSync(lock, '')
    expect(await restoreAll(bed.store, checkpoint.id)).toMatchObject({ index: 'locked' })
    expect(listingOf(repo.path)).toEqual(then)
    expect(existsSync(lock)).toBe(true)
  })

  it('owns a git directory that may not be written', async () => {
    const repo = caseRepo({ files })
    repo.write('a.txt', 'staged\n')
    repo.git('add', 'a.txt')
    const bed = await caseBed(repo)
    sh(repo, `chown -R 65534:65534 '${repo.path}' '${bed.home}'; chmod -R a-w .git`)
    // Root may write everywhere, so that another user has to try.
    const asNobody = (script: string, ...args: readonly string[]): unknown => {
      const become = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/']
      const [command = '', ...flags] = [...become, process.execPath, script, repo.path, bed.home, ...args]
      return JSON.parse(execFileSync(command, flags, { encoding: 'utf8' }))
    }
    const [made] = z.array(z.object({ id: z.string(), complete: z.boolean() })).parse(asNobody(capture, 'full', '1'))
    expect(made?.complete).toBe(true)
    sh(repo, 'chmod -R u+w .git; git -c safe.directory="*" reset -q --hard; chown -R 65534:65534 .; chmod -R a-w .git')
    expect(asNobody(restoreScript, JSON.stringify({ act: 'restore', id: made?.id }))).toMatchObject({
      ok: true,
      value: { restored: ['a.txt'], index: 'unchanged', conflicts: [{ path: '.git/index', why: 'EACCES' }] },
    })
    expect(repo.read('a.txt')).toBe('staged\n')
    sh(repo, `chown -R 0:0 '${repo.path}' '${bed.home}'`)
  })

  it('captures in eight processes at once, and each is exact', async () => {
    const repo = caseRepo({ files })
    const bed = await caseBed(repo)
    repo.write('new.txt', 'new\n')
    const runs = Array.from({ length: 8 }, (_, i) => {
      const what = i % 2 === 0 || i === 1 ? ['full', '1'] : ['full', '2']
      const child = spawn(process.execPath, [capture, repo.path, bed.home, ...what], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      return new Promise<number | null>((resolve) => child.once('close', resolve))
    })
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 8 }, () => 0))
    const { checkpoints, broken } = take(await listCheckpoints(bed.store))
    expect([checkpoints.length, broken]).toEqual([11, []])
    for (const checkpoint of checkpoints) expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
    expect([fsck(bed.store), leftovers(bed.store)]).toEqual(['', []])
  })

  it('adds, commits and collects garbage in a loop while checkpoints are taken', async () => {
    const repo = caseRepo({ files })
    const bed = await caseBed(repo)
    const loop = spawn(
      '/bin/sh',
      [
        '-c',
        'n=0; while [ ! -e .git/stop ]; do n=$((n+1)); echo $n > n.txt; echo $n > m-$n.txt; git add -A; git commit -qm $n; [ $((n%4)) = 0 ] && git gc -q --prune=now; echo x$n > n.txt; git add n.txt; done',
      ],
      { cwd: repo.path, stdio: 'ignore', detached: true },
    )
    const stopped = new Promise((resolve) => loop.once('close', resolve))
    onTestFinished(async () => {
      if (loop.exitCode === null && loop.pid !== undefined) process.kill(-loop.pid, 'SIGKILL')
      await stopped
    })
    const taken = []
    for (let i = 0; i < 20; i++) taken.push(i % 3 === 0 ? await bed.full() : await bed.change('n.txt'))
    writeFileSync(join(repo.gitDir(), 'stop'), '')
    await stopped
    expect(fsck(bed.store)).toBe('')
    const last = await bed.full()
    expect(last.uncaptured).toEqual([])
    for (const checkpoint of new Set([...taken.slice(-3), last])) {
      const before = listingOf(repo.path)
      await restoreAll(bed.store, checkpoint.id)
      // On a busy machine the file is written at each of a capture's looks. Then its checkpoint says so, and it stays as it is.
      const isKept = checkpoint.uncaptured.some(({ path, why }) => path === 'n.txt' && why === 'KEEPS_CHANGING')
      const kept = isKept ? { 'n.txt': before['n.txt'] } : {}
      expect(listingOf(repo.path)).toEqual({ ...(await readBack(bed.store, checkpoint)), ...kept })
    }
    expect(repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
    expect(repo.git('status', '--porcelain')).toBe('M  n.txt\n')
  })

  it('deletes the repository: it comes back into a fresh clone at the same place', async () => {
    const repo = caseRepo({ files })
    const origin = caseRepo()
    sh(repo, `git push -q '${origin.path}' main:saved`)
    repo.write('a.txt', 'staged only\n')
    repo.git('add', 'a.txt')
    repo.write('a.txt', 'on disk\n')
    repo.write('never-committed.txt', 'exists nowhere else\n')
    const then = listingOf(repo.path)
    const bed = await caseBed(repo)
    const checkpoint = await bed.full()
    repo.cleanup()
    execFileSync('git', ['clone', '-q', '-b', 'saved', origin.path, repo.path], { stdio: 'ignore' })
    const again = await caseBed(openTempRepo(repo.path), bed.home)
    expect((await restoreAll(again.store, checkpoint.id)).conflicts).toEqual([])
    expect(listingOf(repo.path)).toEqual(then)
    expect(repo.git('show', ':a.txt')).toBe('staged only\n')
    expect(repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
  })

  it('clones a repository into the tree: a restore takes its files away, not its git directory, and undo brings them back', async () => {
    const repo = caseRepo({ files })
    const bed = await caseBed(repo)
    const checkpoint = await bed.full()
    const inner = caseRepo({ path: join(repo.path, 'inner'), files: { 'i.txt': 'i\n' } })
    inner.write('i.txt', 'changed\n')
    inner.git('add', '.')
    const wrecked = listingOf(repo.path)
    const index = inner.indexBytes()
    await restoreAll(bed.store, checkpoint.id)
    expect(listingOf(repo.path)).toEqual({ ...(await readBack(bed.store, checkpoint)), inner: 'folder' })
    expect(inner.indexBytes()).toEqual(index)
    expect(take(await undoRestore(bed.store)).conflicts).toEqual([])
    expect(listingOf(repo.path)).toEqual(wrecked)
  })
})
