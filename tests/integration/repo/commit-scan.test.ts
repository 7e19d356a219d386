import { execFileSync } from 'node:child_process'
import { symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { CommitScan } from '../../../src/core/repo/commit-warnings'
import { decodePath } from '../../../src/core/repo/repo-path'
import { type CommitScanner, createCommitScanner, storedByLfs } from '../../../src/repo/commit-scan'
import { createCatFile } from '../../../src/repo/git/cat-file'
import { layoutOf, statusOf, tempRepo, testRunner } from '../../support/git-fixture'
import { createManualClock } from '../../support/manual-clock'
import { systemClock } from '../../../src/services/system-clock'
import type { TempRepo } from '../../support/temp-repo'

// Put together here, so that no scanner takes this file for one that holds keys.
const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')

async function scannerOf(repo: TempRepo) {
  const runner = testRunner()
  const layout = await layoutOf(repo.path, runner)
  const { clock, advance } = createManualClock()
  const catFile = createCatFile({ runner, place: { layout }, clock: systemClock })
  const said: CommitScan[] = []
  const faults: unknown[] = []
  const scanner = createCommitScanner({
    top: repo.path,
    clock,
    catFile,
    isStoredElsewhere: (paths) => storedByLfs(runner, layout, paths),
    onScan: (scan) => said.push(scan),
    onFault: (fault) => faults.push(fault),
  })
  onTestFinished(() => {
    scanner.stop()
    catFile.stop()
    expect(faults).toEqual([])
  })
  return { scanner, advance, said }
}

async function lookAt(repo: TempRepo, scanner: CommitScanner): Promise<CommitScan> {
  const { files, head } = await statusOf(repo.path)
  return scanner.look(files, head.commit)
}
const found = ({ files }: CommitScan) => files.map(({ path, secrets }) => [path, secrets.map(({ line }) => line)])

it('looks into regular files only, whatever they are called and however they are encoded', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { scanner } = await scannerOf(repo)
  const odd = decodePath(Uint8Array.of(0x6b, 0xff))
  repo.write('a.txt', `x\n${key}\n`)
  repo.write('new\nline', key)
  repo.write(odd, key)
  repo.write('utf16.txt', Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(`\n\n${key}`, 'utf16le')]))
  repo.write('empty', '')
  repo.write('outside.txt', 'x')
  symlinkSync(join(repo.path, 'a.txt'), join(repo.path, 'link'))
  execFileSync('mkfifo', [join(repo.path, 'fifo')])
  expect(found(await lookAt(repo, scanner))).toEqual([
    ['a.txt', [2]],
    [odd, [1]],
    ['new\nline', [1]],
    ['utf16.txt', [3]],
  ])
})

it('reads the first MiB of a file', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { scanner } = await scannerOf(repo)
  repo.write('near.txt', `${' '.repeat(2 ** 20 - 20)}${key}`)
  repo.write('far.txt', `${' '.repeat(2 ** 20)}${key}`)
  expect(found(await lookAt(repo, scanner))).toEqual([['near.txt', [1]]])
})

it('says nothing of what HEAD holds already, also under a former name, until the line is another one', async () => {
  const repo = tempRepo({ files: { 'a.txt': `${key}\n`, 'old.txt': `${'line\n'.repeat(20)}${key}\n` } })
  const { scanner } = await scannerOf(repo)
  repo.write('a.txt', `more\n${key}\n`)
  repo.git('mv', 'old.txt', 'new.txt')
  expect(found(await lookAt(repo, scanner))).toEqual([])
  const other = key.replace('EXAMPLE', 'EXAMPLF')
  repo.write('a.txt', `more\n${key}\n${other}\n`)
  expect(found(await lookAt(repo, scanner))).toEqual([['a.txt', [3]]])
})

it('waits until the tree rests, tells each answer once, and never the secret', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { scanner, advance, said } = await scannerOf(repo)
  const listed = async () => {
    const { files, head } = await statusOf(repo.path)
    scanner.listed(files, head.commit)
  }
  repo.write('a.txt', `${key}\n`)
  await listed()
  await advance(300)
  await listed()
  await advance(300)
  expect(said).toEqual([])
  await advance(100)
  await expect
    .poll(() => said)
    .toEqual([{ files: [{ path: 'a.txt', bytes: 21, secrets: [{ kind: 'aws', line: 1 }] }], looked: 1, unread: 0 }])
  expect(JSON.stringify(said)).not.toContain(key)
  repo.git('checkout', '-q', '--', 'a.txt')
  await listed()
  await advance(400)
  await expect.poll(() => said.at(-1)).toEqual({ files: [], looked: 0, unread: 0 })
  expect(said).toHaveLength(2)
})

it('counts what was too much to look into, and still says how large it is', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const { scanner } = await scannerOf(repo)
  for (let i = 0; i < 2003; i++) repo.write(`many/${i}`, '')
  repo.write('zz.bin', '')
  truncateSync(join(repo.path, 'zz.bin'), 50 * 2 ** 20 + 1)
  expect(await lookAt(repo, scanner)).toEqual({
    files: [{ path: 'zz.bin', bytes: 50 * 2 ** 20 + 1, secrets: [] }],
    looked: 2000,
    unread: 4,
  })
  // What is known already needs no reading, so the next look gets further.
  expect(await lookAt(repo, scanner)).toMatchObject({ looked: 2004, unread: 0 })
})
