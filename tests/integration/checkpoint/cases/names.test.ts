import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodePath } from '../../../../src/core/repo/repo-path'
import { hostileNames } from '../../../support/hostile-names'
import { prove, withChanges, type RepoCase, sh } from './case-bed'

const bytes = (...values: readonly (number | string)[]) =>
  decodePath(Buffer.concat(values.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.from([one])))))

const names: readonly RepoCase[] = [
  {
    name: 'spaces, newlines, tabs, quotes, dashes, colons, globs, $(), backslashes, trailing dots and spaces',
    files: { plain: 'x' },
    edit(repo) {
      const more = [':(top)x', ':!x', 'dot.', 'sp ', 'a\tb', 'CON', 'nul', 'x:y', '"quoted"', '-', '\u0001', '\u007f']
      for (const [i, name] of [...hostileNames, ...more].entries()) repo.write(name, `content ${i}`)
      for (const [i, name] of hostileNames.slice(0, 20).entries()) repo.write(`folder ${name}/${name}`, `inside ${i}`)
    },
  },
  {
    name: 'not UTF-8, as long as can be, right-to-left, escape sequences, NFC and NFD',
    files: { plain: 'x' },
    edit(repo) {
      repo.write(bytes(0xff, 0xfe), 'no text')
      repo.write(bytes('latin-', 0xe9, '/', 0xc3, 0x28), 'in a folder')
      repo.write(bytes(0xed, 0xa0, 0x80), 'a lone surrogate')
      repo.write('x'.repeat(255), 'long')
      repo.write('ä'.repeat(127), 'long in UTF-8')
      repo.write(`${`${'d'.repeat(200)}/`.repeat(15)}file`, 'deep')
      repo.write('gnp\u202egpj.txt', 'bidi')
      repo.write('\u001b[31mred\u001b[0m', 'escape')
      repo.write('\u00e9', 'NFC')
      repo.write('e\u0301', 'NFD')
      repo.write('Case', 'upper')
      repo.write('case', 'lower')
    },
  },
  {
    name: 'what git refuses to store: a symlink .gitmodules, .GIT in another case',
    files: { plain: 'x' },
    edit(repo) {
      symlinkSync('plain', join(repo.path, '.gitmodules'))
      repo.write('sub/.GIT/config', '[core]\n')
      repo.write('sub/.Git/hooks/post-checkout', '#!/bin/sh\n')
      repo.write('GIT~1/x', 'an 8.3 name')
      repo.write('.git\u200c/x', 'ignored by some file systems')
    },
    wreck: (repo) => void sh(repo, 'rm -rf .gitmodules sub GIT~1; echo junk > .gitmodules'),
  },
  {
    name: 'names that differ by case only, in a repository that claims to ignore case',
    files: { Case: 'tracked', 'src/a.ts': 'a' },
    edit(repo) {
      repo.git('config', 'core.ignoreCase', 'true')
      repo.write('case', 'another file')
      repo.write('SRC/b.ts', 'another folder')
    },
  },
]

const ignoring: readonly RepoCase[] = [
  {
    name: 'small ignored files are captured, ignored folders are left alone',
    files: { '.gitignore': '.env\n*.log\nnode_modules/\nbig.*\n' },
    edit(repo) {
      repo.write('.env', 'SECRET=1\n')
      repo.write('src/debug.log', 'log\n')
      repo.write('node_modules/lib/index.js', 'lib\n')
      writeFileSync(join(repo.path, 'big.bin'), Buffer.alloc(1024 * 1024 + 1))
    },
    wreck: (repo) => void sh(repo, 'rm -rf .env src .gitignore; echo "*" > .gitignore'),
    leftAlone: (path) => path.startsWith('node_modules/') || path === 'big.bin',
    back: { ask: (repo) => repo.read('.env') + repo.read('node_modules/lib/index.js'), answer: 'SECRET=1\nlib\n' },
  },
  {
    name: 'a .gitignore that is taken back deletes nothing that it protected',
    files: { 'a.txt': 'a\n' },
    wreck(repo) {
      repo.write('.gitignore', 'precious/\n*.key\n')
      repo.write('precious/work.txt', 'exists nowhere else\n')
      writeFileSync(join(repo.path, 'large.key'), Buffer.alloc(2 * 1024 * 1024, 1))
    },
    leftAlone: (path) => path.startsWith('precious/') || path === 'large.key',
    back: { ask: (repo) => repo.read('precious/work.txt'), answer: 'exists nowhere else\n' },
    fullOnly: true,
  },
  {
    name: 'ignore rules that hide everything',
    files: { 'a.txt': 'a\n' },
    before(repo) {
      mkdirSync(join(repo.gitDir(), 'info'), { recursive: true })
      writeFileSync(join(repo.gitDir(), 'info', 'exclude'), '*\n')
      writeFileSync(join(repo.gitDir(), 'all'), '*\n')
      repo.git('config', 'core.excludesFile', join(repo.gitDir(), 'all'))
    },
    edit(repo) {
      repo.write('hidden.txt', 'new\n')
      repo.write('a.txt', 'changed\n')
    },
    wreck: (repo) => void sh(repo, 'rm hidden.txt; echo other > a.txt; echo junk > junk'),
  },
]

describe('names', () => {
  it.each(names)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(names))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})

describe('what is ignored', () => {
  it.each(ignoring)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(ignoring))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})
