import { join } from 'node:path'
import { onTestFinished, expect, it } from 'vitest'
import { decodePath } from '../../../../src/core/repo/repo-path'
import { createCatFile } from '../../../../src/repo/git/cat-file'
import { systemClock } from '../../../../src/services/system-clock'
import { createManualClock } from '../../../support/manual-clock'
import { layoutOf, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'
import type { TempRepo } from '../../../support/temp-repo'

async function open(repo: TempRepo, clock = systemClock) {
  const runner = testRunner()
  const layout = await layoutOf(repo.path, runner)
  const cat = createCatFile({ runner, place: { layout }, clock })
  onTestFinished(() => cat.stop())
  const before = runner.calls()
  const text = async (spec: string) => {
    const object = valueOf(await cat.read(spec))
    return 'bytes' in object ? object.bytes.toString('utf8') : object.kind
  }
  return { cat, text, started: () => runner.calls() - before }
}

it('answers many questions with one git', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n', 'b/c.txt': 'two\n', empty: '' } })
  const { cat, text, started } = await open(repo)
  const names = ['HEAD:a.txt', 'HEAD:b/c.txt', 'HEAD:empty', 'HEAD:none', ':a.txt', 'nonsense blob 3', 'HEAD:a.txt']
  expect(await Promise.all(names.map(text))).toEqual(['one\n', 'two\n', '', 'missing', 'one\n', 'missing', 'one\n'])
  expect(valueOf(await cat.read('HEAD'))).toMatchObject({ kind: 'commit', id: repo.git('rev-parse', 'HEAD').trim() })
  expect(valueOf(await cat.read('HEAD^{tree}'))).toMatchObject({ kind: 'tree' })
  expect(started()).toBe(1)
})

it('sees what was committed after it started', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { text } = await open(repo)
  expect(await text('HEAD:a.txt')).toBe('one\n')
  repo.write('a.txt', 'two\n')
  repo.commitAll('second')
  repo.git('gc', '-q')
  expect(await text('HEAD:a.txt')).toBe('two\n')
  expect(await text('HEAD~1:a.txt')).toBe('one\n')
})

it('reads bytes as they are, and large blobs only when they are wanted', async () => {
  const repo = tempRepo()
  const bytes = Buffer.alloc(3_000_000, Buffer.from([0, 10, 255, 13, 10]))
  repo.write('big', bytes)
  repo.commitAll('first')
  const { cat, text } = await open(repo)
  const whole = valueOf(await cat.read('HEAD:big'))
  expect('bytes' in whole && whole.bytes.equals(bytes)).toBe(true)
  expect(valueOf(await cat.read('HEAD:big', { maxBytes: 1000 }))).toMatchObject({
    kind: 'too-large',
    sizeBytes: 3_000_000,
  })
  expect(valueOf(await cat.read('HEAD:none', { maxBytes: 1000 }))).toEqual({ kind: 'missing' })
  expect(await text('HEAD:none')).toBe('missing')
})

it('reads names that hold newlines or are not UTF-8, from commits and from the index', async () => {
  const repo = tempRepo()
  const names = ['new\nline/in\nboth', 'HEAD:a', decodePath(Buffer.from('caf\xe9', 'latin1')), 'spaces in it ']
  for (const name of names) repo.write(name, name.length.toString())
  repo.commitAll('names')
  const { text } = await open(repo)
  for (const name of names) {
    expect(await text(`HEAD:${name}`)).toBe(name.length.toString())
    expect(await text(`:${name}`)).toBe(name.length.toString())
  }
  expect(await text('HEAD:new\nline/none')).toBe('missing')
  expect(await text(':new\nnone')).toBe('missing')
  expect(await text('no\nrevision:a')).toBe('missing')
})

it('ends after a minute of quiet and starts again when asked', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { clock, advance, pending } = createManualClock()
  const { text, started } = await open(repo, clock)
  await text('HEAD:a.txt')
  await advance(59_000)
  await text('HEAD:a.txt')
  await advance(59_000)
  expect([started(), pending()]).toEqual([1, 1])
  await advance(1_000)
  expect(pending()).toBe(0)
  expect(await text('HEAD:a.txt')).toBe('one\n')
  expect(started()).toBe(2)
})

it('says so when git ends in the middle, and goes on with a new one', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { cat, text } = await open(repo)
  await text('HEAD:a.txt')
  const answer = cat.read('HEAD:a.txt')
  cat.stop()
  expect(await answer).toMatchObject({ ok: false, error: { kind: 'git-failed', command: 'cat-file' } })
  expect(await text('HEAD:a.txt')).toBe('one\n')
})

it('reads a git directory without a work tree', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const cat = createCatFile({ runner: testRunner(), place: { gitDir: join(repo.path, '.git') }, clock: systemClock })
  onTestFinished(() => cat.stop())
  expect(valueOf(await cat.read('HEAD:a.txt'))).toMatchObject({ kind: 'blob', bytes: Buffer.from('one\n') })
})

it('passes on why git cannot be started', async () => {
  const cat = createCatFile({ runner: testRunner(), place: { gitDir: '/nonexistent' }, clock: systemClock })
  expect(await cat.read('HEAD')).toEqual({ ok: false, error: { kind: 'folder-gone', path: '/nonexistent' } })
})
