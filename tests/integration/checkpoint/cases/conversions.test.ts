import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { caseFolder, prove, withChanges, type RepoCase, sh } from './case-bed'

const mixed = 'one\r\ntwo\nthree\r\n'

const conversions: readonly RepoCase[] = [
  {
    name: 'line endings: core.autocrlf and text=auto, mixed ones come back exactly',
    files: { '.gitattributes': '* text=auto\n*.sh eol=lf\n*.bat eol=crlf\n', 'a.txt': 'a\n' },
    before: (repo) => void repo.git('config', 'core.autocrlf', 'true'),
    edit(repo) {
      for (const name of ['a.txt', 'mixed.txt', 'x.sh', 'x.bat']) repo.write(name, mixed)
      repo.git('-c', 'core.safecrlf=false', 'add', 'a.txt')
      repo.write('a.txt', `${mixed}more\r`)
    },
    wreck(repo) {
      repo.git('checkout', '-q', '-f', 'HEAD', '--', '.')
      sh(repo, 'rm -f mixed.txt x.sh x.bat; git reflog expire --expire=now --all; git gc -q --prune=now')
    },
    back: { ask: (repo) => repo.git('show', ':a.txt'), answer: 'one\ntwo\nthree\n' },
  },
  {
    name: 'ident and working-tree-encoding',
    files: { '.gitattributes': '*.id ident\n*.utf16 text working-tree-encoding=UTF-16\n', 'a.id': '$Id$\n' },
    edit(repo) {
      repo.write('a.id', '$Id: 0123456789 something $\n')
      repo.write('b.utf16', Buffer.from('\ufeffhello\r\n', 'utf16le'))
      repo.write('not.utf16', Buffer.from([0xfe, 0xff, 0xd8, 0x00, 0x61]))
    },
  },
  {
    name: 'a lossy clean filter, a smudge filter, and a required filter that fails: none of them runs',
    files: { 'a.low': 'lower case\n' },
    before(repo) {
      const mark = join(repo.gitDir(), 'ran')
      repo.git('config', 'filter.lossy.clean', `touch '${mark}'; tr a-z A-Z`)
      repo.git('config', 'filter.lossy.smudge', `touch '${mark}'; tr A-Z a-z`)
      repo.git('config', 'filter.broken.process', `touch '${mark}'; exit 1`)
      repo.git('config', 'filter.broken.required', 'true')
    },
    edit(repo) {
      repo.write('.gitattributes', '*.low filter=lossy\n*.bad filter=broken\n')
      repo.write('a.low', 'Mixed Case\n')
      repo.write('b.bad', 'bad\n')
    },
    back: { ask: (repo) => existsSync(join(repo.gitDir(), 'ran')), answer: false },
  },
  {
    name: 'a file in real git-lfs, modified and staged',
    files: { 'a.txt': 'a\n' },
    before(repo) {
      sh(repo, 'git lfs install --local >/dev/null; git lfs track "*.bin" >/dev/null')
      repo.write('big.bin', Buffer.alloc(50_000, 'first'))
      repo.commitAll('with lfs')
    },
    edit(repo) {
      repo.write('big.bin', Buffer.alloc(60_000, 'staged'))
      repo.git('add', 'big.bin')
      repo.write('big.bin', Buffer.alloc(70_000, 'on disk'))
    },
    captured: {
      ask: (repo) => repo.git('show', 'HEAD:big.bin').split('/spec')[0],
      answer: 'version https://git-lfs.github.com',
    },
    back: {
      ask: (repo) => repo.git('show', ':big.bin').split('/spec')[0],
      answer: 'version https://git-lfs.github.com',
    },
  },
  {
    name: 'commits that are signed with a broken gpg, and hooks that fail',
    files: { 'a.txt': 'a\n' },
    before(repo) {
      const gpg = join(caseFolder('gpg'), 'gpg')
      writeFileSync(gpg, `#!/bin/sh\ntouch '${repo.gitDir()}/ran'\nexit 1\n`)
      chmodSync(gpg, 0o755)
      repo.git('config', 'gpg.program', gpg)
      repo.git('config', 'commit.gpgSign', 'true')
      for (const hook of ['pre-commit', 'commit-msg', 'post-index-change', 'post-checkout', 'reference-transaction']) {
        writeFileSync(join(repo.gitDir(), 'hooks', hook), `#!/bin/sh\ntouch '${repo.gitDir()}/ran'\nexit 1\n`)
        chmodSync(join(repo.gitDir(), 'hooks', hook), 0o755)
      }
    },
    edit: (repo) => repo.write('a.txt', 'changed\n'),
    wreck: (repo) => void sh(repo, 'rm a.txt; echo junk > junk'),
    back: { ask: (repo) => existsSync(join(repo.gitDir(), 'ran')), answer: false },
  },
]

describe('conversions', () => {
  it.each(conversions)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(conversions))('$name, as a change', async (one) =>
    expect(await prove(one, 'change')).toBe('exact'),
  )
})
