import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { listCheckpoints } from '../../../src/repo/checkpoint/read'
import { bundleScript } from '../../support/bundle-script'
import { eventually } from '../../support/eventually'
import { createTempRepo, type TempRepo } from '../../support/temp-repo'
import { fsck, leftovers, listingOf, openBed, readBack, take, type CheckpointBed } from './checkpoint-bed'

let script = ''
beforeAll(async () => {
  script = await bundleScript(fileURLToPath(import.meta.resolve('./checkpoint-child.ts')))
})

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function bedWith(files: Readonly<Record<string, string>>): Promise<{ repo: TempRepo; bed: CheckpointBed }> {
  const repo = createTempRepo({ files })
  const bed = await openBed(repo)
  cleanups.push(
    () => repo.cleanup(),
    () => bed.cleanup(),
  )
  return { repo, bed }
}

function startCapture(repo: TempRepo, bed: CheckpointBed, ...args: readonly string[]) {
  const child = spawn(process.execPath, [script, repo.path, bed.home, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(() => void child.kill('SIGKILL'))
  return child
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

describe('several writers', () => {
  it('captures in eight at once and in two processes without losing or mixing any', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a', 'src/b.ts': 'b' })
    await bed.full()
    repo.write('src/c.ts', 'c')
    const children = [startCapture(repo, bed, 'full', '4'), startCapture(repo, bed, 'change', '4', 'src/c.ts')]
    const codes = Promise.all(children.map(ended))
    await Promise.all(Array.from({ length: 8 }, () => bed.full()))
    expect(await codes).toEqual([0, 0])

    const { checkpoints, broken } = take(await listCheckpoints(bed.store))
    expect(broken).toEqual([])
    // The first one, eight and four full ones; of four changes one at most found something new.
    expect([13, 14]).toContain(checkpoints.length)
    expect(checkpoints.map(({ sequence }) => sequence)).toEqual(checkpoints.map((_, i) => checkpoints.length - i))
    for (const checkpoint of checkpoints.slice(0, -1)) {
      expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
    }
    expect(fsck(bed.store)).toBe('')
    expect(leftovers(bed.store)).toEqual([])
  })

  it('starts a change capture again when another writer published first', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a', 'b.txt': 'b' })
    await bed.full()
    repo.write('a.txt', 'changed a')
    repo.write('b.txt', 'changed b')
    await Promise.all([bed.change('a.txt'), bed.change('b.txt')])
    const [newest] = take(await listCheckpoints(bed.store)).checkpoints
    if (newest === undefined) throw new Error('nothing was captured')
    expect(newest.sequence).toBe(3)
    expect(await readBack(bed.store, newest)).toEqual(listingOf(repo.path))
  })

  it('leaves no checkpoint when a writer is killed before it publishes, and takes its lock over', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a' })
    await bed.full()
    repo.write('a.txt', 'changed')
    const waitsForLock = (child: ChildProcess) =>
      eventually(() => readdirSync(bed.store.folder).find((name) => name.startsWith(`lock.${child.pid}.`)))
    for (const args of [['full'], ['change', '1', 'a.txt']]) {
      await bed.store.lock.hold(async () => {
        const child = startCapture(repo, bed, ...args)
        await waitsForLock(child)
        child.kill('SIGKILL')
        await ended(child)
      })
    }
    expect(take(await listCheckpoints(bed.store)).checkpoints).toHaveLength(1)
    const again = await openBed(repo, { home: bed.home })
    expect(leftovers(again.store).filter((name) => !name.startsWith('tmp_obj_'))).toEqual([])
    expect(fsck(bed.store)).toBe('')
    expect(await readBack(bed.store, await bed.change('a.txt'))).toEqual(listingOf(repo.path))
  })
})

describe('a store that cannot be written or a file that cannot be read', () => {
  it('says read-only, and lists unreadable files and folders of a partial checkpoint', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a', 'secret.txt': 's', 'closed/b.txt': 'b' })
    repo.chmod('secret.txt', 0o000)
    chmodSync(join(repo.path, 'closed'), 0o000)
    // Root reads everything, so that another user has to try.
    const asUser = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env']
    const [command = 'env', ...flags] = asUser
    if (command === 'setpriv') execFileSync('chown', ['-R', '65534:65534', repo.path, bed.home])
    const run = (home: string) =>
      execFileSync(command, [...flags, process.execPath, script, repo.path, home, 'full'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HOME: '/' },
      })

    const parsed = z
      .array(z.object({ complete: z.boolean(), uncaptured: z.array(z.unknown()) }))
      .parse(JSON.parse(run(bed.home)))
    chmodSync(join(repo.path, 'closed'), 0o755)
    expect(parsed).toEqual([
      {
        complete: false,
        uncaptured: [
          { path: 'closed', why: 'EACCES' },
          { path: 'closed/b.txt', why: 'EACCES' },
          { path: 'secret.txt', why: 'EACCES' },
        ],
      },
    ])

    const readOnly = join(bed.home, 'read-only')
    mkdirSync(readOnly, { mode: 0o555 })
    expect(() => run(readOnly)).toThrow(/"kind":"read-only"/)
  })

  it('says that the disk is full when git does', async () => {
    const { bed } = await bedWith({ 'a.txt': 'a' })
    const full = {
      ...bed.store,
      git: {
        run: async (...[args, options]: Parameters<typeof bed.git.run>) =>
          args[0] === 'update-index'
            ? ({
                ok: false,
                error: {
                  kind: 'git-failed',
                  command: 'update-index',
                  code: 128,
                  stderr:
                    'error: unable to write loose object file: No space left on device\nfatal: Unable to process path a.txt\n',
                },
              } as const)
            : bed.git.run(args, options),
      },
    }
    expect(await captureFull(full, { label: '', reason: 'by-hand', sessionId: null })).toEqual({
      ok: false,
      error: { kind: 'no-space', path: bed.store.folder },
    })
    expect(leftovers(bed.store)).toEqual([])
    expect(take(await listCheckpoints(bed.store)).checkpoints).toEqual([])
  })

  it('calls a damaged checkpoint broken and still reads the others', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a' })
    const good = await bed.full()
    repo.write('a.txt', 'b')
    const bad = await bed.change('a.txt')
    const commit = bed.store.refs.read(bad.id) ?? ''
    const file = join(bed.store.gitDir, 'objects', commit.slice(0, 2), commit.slice(2))
    chmodSync(file, 0o600)
    writeFileSync(file, 'flipped')
    const fresh = await openBed(repo, { home: bed.home })
    expect(take(await listCheckpoints(fresh.store))).toEqual({ checkpoints: [good], broken: [bad.id] })
    // A full capture needs nothing of what is broken.
    expect(await readBack(fresh.store, await fresh.full())).toEqual(listingOf(repo.path))
  })
})
