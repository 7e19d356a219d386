import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtCli } from '../../support/cli'
import { tempRepo } from '../../support/git-fixture'
import { createRandom } from '../../support/random'
import { apply, capture, copyOf, diffOf, treeOf } from './diff-bed'
import { names, type Place, placeIn, treeChanges } from './tree-changes'

const cliOf = builtCli()

function setUp() {
  const cli = cliOf()
  const repo = tempRepo({ files: { 'a.txt': 'one\ntwo\n' } })
  return { cli, repo }
}

describe('git apply makes the later tree of the earlier one', () => {
  it.each([
    [
      'with every kind of change',
      (repo: Place) => everyKind(repo, 'before'),
      (repo: Place) => everyKind(repo, 'change'),
    ],
    [
      'with names of every kind',
      (repo: Place) => names.forEach((name) => repo.write(name, 'before\n')),
      (repo: Place) => names.forEach((name) => repo.write(name, 'after\n')),
    ],
    [
      'with new files whose names are of every kind',
      () => {},
      (repo: Place) => names.forEach((name) => repo.write(name, 'new\n')),
    ],
  ])('%s', async (_, before, change) => {
    const { cli, repo } = setUp()
    before(repo)
    repo.commitAll('before')
    const earlier = treeOf(repo.path)
    const copies = Array.from({ length: 4 }, () => copyOf(repo))
    const first = await capture(cli, repo)
    change(repo)
    const later = treeOf(repo.path)
    const second = await capture(cli, repo)

    const patches = [
      await diffOf(cli, repo, '--from', first, '--to', second),
      await diffOf(cli, repo, '--from', first, '--to', 'worktree'),
      await diffOf(cli, repo, '--from', 'HEAD'),
      await diffOf(cli, repo, '--from', 'HEAD', '--to', second),
    ]
    for (const [at, patch] of patches.entries()) {
      const copy = copies[at] ?? ''
      apply(copy, patch)
      expect(treeOf(copy)).toEqual(later)
    }
    // All four say the same.
    expect(new Set(patches.map((patch) => patch.toString('latin1'))).size).toBe(1)
    const back = copies[0] ?? ''
    apply(back, await diffOf(cli, repo, '--from', second, '--to', first))
    expect(treeOf(back)).toEqual(earlier)
  })

  it('with random edits of random bytes', async () => {
    const random = createRandom(2026)
    const bytesOf = () => {
      const alphabet = random() < 0.5 ? [10, 97, 98, 13] : [10, 97, 98, 0, 255, 195, 169]
      return Uint8Array.from(
        { length: Math.floor(random() * 400) },
        () => alphabet[Math.floor(random() * alphabet.length)] ?? 0,
      )
    }
    const { cli, repo } = setUp()
    for (let file = 0; file < 60; file++) repo.write(`f${file}`, bytesOf())
    repo.commitAll('before')
    const [first, second] = [copyOf(repo), copyOf(repo)]
    const id = await capture(cli, repo)
    for (let file = 0; file < 60; file++) {
      const old = readFileSync(join(repo.path, `f${file}`))
      const at = Math.floor(random() * old.length)
      const kind = random()
      if (kind < 0.1) repo.remove(`f${file}`)
      else if (kind < 0.3) repo.write(`f${file}`, bytesOf())
      else if (kind < 0.9)
        repo.write(`f${file}`, Buffer.concat([old.subarray(0, at), bytesOf().subarray(0, 20), old.subarray(at + 7)]))
      if (random() < 0.2 && kind >= 0.1) chmodSync(join(repo.path, `f${file}`), 0o755)
    }
    for (let file = 0; file < 20; file++) repo.write(`new${file}`, bytesOf())
    apply(first, await diffOf(cli, repo, '--from', id))
    apply(second, await diffOf(cli, repo, '--from', 'HEAD'))
    expect(treeOf(first)).toEqual(treeOf(repo.path))
    expect(treeOf(second)).toEqual(treeOf(repo.path))
  })

  it('in a SHA-256 repository, with a binary file', async () => {
    const cli = cliOf()
    const repo = tempRepo({ objectFormat: 'sha256' })
    repo.write('b.bin', Uint8Array.from([0, 1, 2]))
    repo.write('a.txt', 'one\n')
    repo.commitAll('before')
    const id = await capture(cli, repo)
    repo.write('b.bin', Uint8Array.from([0, 3, 4]))
    const now = await capture(cli, repo)
    const wanted = treeOf(repo.path)
    for (const args of [
      ['--from', id],
      ['--from', 'HEAD'],
      ['--from', 'HEAD', '--to', now],
    ]) {
      const patch = await diffOf(cli, repo, ...args)
      repo.git('checkout', '-q', '--', '.')
      execFileSync('git', ['apply', '-'], { cwd: repo.path, input: patch })
      expect(treeOf(repo.path)).toEqual(wanted)
    }
  })
})

function everyKind(repo: Place, step: 'before' | 'change'): void {
  for (const [name, treeChange] of Object.entries(treeChanges)) treeChange[step](placeIn(repo, name))
}
