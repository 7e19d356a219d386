import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { captureChange } from '../../../src/repo/checkpoint/capture-change'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { forgetCheckpoint } from '../../../src/repo/checkpoint/retention/forget'
import { verifyCheckpoints } from '../../../src/repo/checkpoint/retention/verify'
import type { Store } from '../../../src/repo/checkpoint/store'
import { bundleScript } from '../../support/bundle-script'
import { tempRepo } from '../../support/git-fixture'
import { fsck, leftovers, listingOf, openBed, readBack, take } from './checkpoint-bed'

let script = ''
beforeAll(async () => {
  script = await bundleScript(fileURLToPath(import.meta.resolve('./retention-child.ts')))
})

function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })))
}

it('publishes nothing that lacks an object while eight write and one forgets', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'a', 'src/b.ts': 'b' } })
  const bed = await openBed(repo)
  onTestFinished(() => bed.cleanup())
  await bed.full()
  const writers = Array.from({ length: 8 }, (_, at) => run([repo.path, bed.home, 'write', String(at), '12']))
  const answers = await Promise.all([...writers, run([repo.path, bed.home, 'forget', '99', '60'])])
  expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 9 }, () => 0))
  // A writer may lose its patience, and a forgetter its checkpoint; nothing else may go wrong.
  expect(
    answers.map(({ out }) => out).filter((out) => out !== '{}' && !/^{"no-such-checkpoint":\d+}$/.test(out)),
  ).toEqual([])

  const fresh = await openBed(repo, { home: bed.home })
  expect(fresh.store.refs.list().length).toBeGreaterThan(3)
  expect(take(await verifyCheckpoints(fresh.store, null))).toEqual({ ok: true, broken: [] })
  expect(fsck(fresh.store)).toBe('')
  expect(leftovers(fresh.store)).toEqual([])
  expect(await readBack(fresh.store, await fresh.full())).toEqual(listingOf(repo.path))
}, 120_000)

it.each(['full', 'change'] as const)(
  'does a %s capture again when what it relied on was forgotten meanwhile',
  async (kind) => {
    const repo = tempRepo({ files: { 'a.txt': 'a' } })
    const bed = await openBed(repo)
    onTestFinished(() => bed.cleanup())
    repo.write('back.txt', 'it comes back\n')
    const holds = await bed.full()
    repo.remove('back.txt')
    await bed.full()
    repo.write('back.txt', 'it comes back\n')

    // Another process, as far as the store can tell.
    const other = await openBed(repo, { home: bed.home })
    let published = 0
    const store: Store = {
      ...bed.store,
      async publish(...args) {
        published += 1
        if (published === 1) take(await forgetCheckpoint(other.store, holds.id))
        return bed.store.publish(...args)
      },
    }
    const note = { label: '', reason: 'by-hand', sessionId: null } as const
    const made =
      kind === 'full'
        ? take(await captureFull(store, note))
        : take(await captureChange(store, { paths: ['back.txt'] }, note)).checkpoint
    expect(published).toBe(2)
    const fresh = await openBed(repo, { home: bed.home })
    expect(take(await verifyCheckpoints(fresh.store, null))).toEqual({ ok: true, broken: [] })
    expect(await readBack(fresh.store, made)).toEqual(listingOf(repo.path))
  },
)

it('does a capture again that began while a prune ran which was killed', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'a' } })
  const bed = await openBed(repo)
  onTestFinished(() => bed.cleanup())
  await bed.full()
  await bed.store.lock.hold(() => bed.store.pruning.begin())
  expect(bed.store.pruning.now()).toBe(1)
  repo.write('a.txt', 'b')
  expect(await readBack(bed.store, await bed.change('a.txt'))).toEqual(listingOf(repo.path))
  expect(bed.store.pruning.now()).toBe(2)
})
