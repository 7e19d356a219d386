import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { encodePath } from '../../../src/core/repo/repo-path'
import { builtCli } from '../../support/cli'
import { tempRepo } from '../../support/git-fixture'
import { createRandom } from '../../support/random'
import { apply, capture, copyOf, diffOf, treeOf } from './diff-bed'
import { names } from './tree-changes'

const cliOf = builtCli()

/** Alphabets whose texts differ in line ends, in being text at all, and in their last line. */
const alphabets = [
  ['a\n', 'b\n', 'c\n'],
  ['a\r\n', 'b\r\n', 'c\n', '\r'],
  ['\0', '\u00ff', 'x', '\n'],
  ['é\n', '日本', '\n', '\u202e'],
  ['line\n', '--- a/x\n', '+++ b/x\n', '@@ -1 +1 @@\n', '\\ No newline at end of file\n', 'diff --git a b\n'],
]

function createTree(seed: number, root: string) {
  const random = createRandom(seed)
  const pick = <T>(of: readonly [T, ...T[]] | readonly T[]): T => {
    const found = of[Math.floor(random() * of.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }
  const content = () => {
    const alphabet = pick(alphabets)
    return Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => pick(alphabet)).join(''), 'utf8')
  }
  const folders = ['', 'src/', 'src/deep/', 'two words/']
  const known = new Set<string>()
  const at = (path: string) => Buffer.concat([Buffer.from(`${root}/`), encodePath(path)])
  const target = () => pick(['here', '../up', '/absolute', 'no newline\n', 'ünï', 'x'.repeat(200)])

  const put = (path: string) => {
    rmSync(at(path), { recursive: true, force: true })
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if (random() < 0.15) symlinkSync(target(), at(path))
    else {
      writeFileSync(at(path), content())
      if (random() < 0.2) chmodSync(at(path), 0o755)
    }
    known.add(path)
  }
  const isFile = (path: string) => existsSync(at(path)) && lstatSync(at(path)).isFile()
  return {
    fill(count: number) {
      for (let file = 0; file < count; file++) put(`${pick(folders)}f${file}`)
      for (const name of names) put(`${pick(folders)}${name}`)
    },
    change() {
      for (const path of known) {
        const dice = random()
        if (!existsSync(dirname(join(root, path)))) continue
        if (dice < 0.1) rmSync(at(path), { force: true, recursive: true })
        else if (dice < 0.2) put(path)
        else if (dice < 0.3 && isFile(path)) chmodSync(at(path), random() < 0.5 ? 0o755 : 0o644)
        else if (dice < 0.4) {
          // What was a file or a link becomes a folder.
          rmSync(at(path), { force: true, recursive: true })
          mkdirSync(at(path))
          writeFileSync(Buffer.concat([at(path), Buffer.from('/inside')]), content())
        } else if (dice < 0.5 && isFile(path)) {
          const to = `${path}.moved`
          renameSync(at(path), at(to))
          if (random() < 0.5) writeFileSync(at(to), content())
        }
      }
      for (let file = 0; file < 8; file++) put(`new/${'d/'.repeat(file % 3)}n${file}`)
    },
  }
}

it.each([1, 2, 3])('git apply makes any tree of any other (seed %i)', async (seed) => {
  const cli = cliOf()
  const repo = tempRepo({ files: { 'first.txt': 'first\n' } })
  const tree = createTree(seed, repo.path)
  tree.fill(40)
  repo.commitAll('before')
  const earlier = treeOf(repo.path)
  const [forward, now, fromHead] = [copyOf(repo), copyOf(repo), copyOf(repo)]
  const first = await capture(cli, repo)
  tree.change()
  const later = treeOf(repo.path)
  expect(later).not.toEqual(earlier)
  const second = await capture(cli, repo)

  const patch = await diffOf(cli, repo, '--from', first.slice(0, 8), '--to', second)
  apply(forward, patch)
  expect(treeOf(forward)).toEqual(later)
  apply(now, await diffOf(cli, repo, '--from', first))
  expect(treeOf(now)).toEqual(later)
  apply(fromHead, await diffOf(cli, repo, '--from', 'HEAD', '--to', 'latest'))
  expect(treeOf(fromHead)).toEqual(later)
  apply(forward, await diffOf(cli, repo, '--from', 'latest', '--to', first))
  expect(treeOf(forward)).toEqual(earlier)
  expect((await diffOf(cli, repo, '--from', 'latest')).length).toBe(0)
})
