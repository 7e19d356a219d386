import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shellQuote } from '../../../../src/core/repo/shell-quote'
import { displayName } from '../../../../src/core/words/display-name'
import type { CommitIdentity } from '../../../../src/core/repo/commit'
import { decodePath, type RepoPath } from '../../../../src/core/repo/repo-path'
import { commitFiles } from '../../../../src/repo/git/commit-files'
import { printCommit } from '../../../../src/repo/git/print-commit'
import { systemClock } from '../../../../src/services/system-clock'
import { layoutOf, tempDir, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'
import { hostileNames } from '../../../support/hostile-names'
import { createTempRepo, hermeticGitEnv, type TempRepo } from '../../../support/temp-repo'

const files = { 'a.txt': 'one\n', 'b.txt': 'bee\n' }

async function print(
  repo: TempRepo,
  paths: readonly RepoPath[],
  message = 'work',
  identity: CommitIdentity | null = null,
): Promise<string> {
  const runner = testRunner()
  const printed = valueOf(
    await printCommit(runner, await layoutOf(repo.path, runner), { files: paths, message, identity }),
  )
  if (printed === null) throw new Error('too long')
  // Nothing of it can do anything to the terminal it is pasted into.
  expect(displayName(printed)).toBe(printed)
  return printed
}

const inBash = (command: string, env: NodeJS.ProcessEnv = {}) =>
  execFileSync('bash', ['-c', command], {
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C', ...hermeticGitEnv, ...env },
    stdio: 'pipe',
  })

/** Everything a commit leaves, to compare two ways to the same one. */
const result = (repo: TempRepo) => [
  repo.git('log', '-1', '--format=%B|%an|%ae|%cn'),
  repo.git('ls-tree', '-r', '-z', 'HEAD'),
  repo.git('status', '--porcelain', '-z'),
  repo.git('ls-files', '--stage', '-z'),
]

async function both(
  prepare: (repo: TempRepo) => readonly RepoPath[],
  message = 'work',
  identity: CommitIdentity | null = null,
) {
  const [printed, direct] = [createPrepared(), createPrepared()]
  const paths = prepare(printed)
  prepare(direct)
  inBash(await print(printed, paths, message, identity))
  const runner = testRunner()
  const layout = await layoutOf(direct.path, runner)
  const request = { files: paths, message, identity, tempDir: tempDir('message') }
  valueOf(await commitFiles(runner, layout, systemClock, request))
  expect(result(printed)).toEqual(result(direct))
  return printed
}

function createPrepared(): TempRepo {
  return tempRepo({ files })
}

it('makes the same commit as the gate, hostile names included', async () => {
  const names = [
    ...hostileNames.map((name) => `dir/${name}`),
    ...hostileNames.filter((name) => !name.includes('/')),
    ':(glob)*',
    ':/x',
    '^y',
    '!z',
    decodePath(Uint8Array.of(0x62, 0xff, 0xfe, 0x31)),
    'deep/er/still.txt',
  ]
  const repo = await both((made) => {
    made.write('a.txt', 'mine\n')
    made.write('b.txt', 'not this\n')
    made.write('not-this.txt', 'x\n')
    for (const name of names) made.write(name, `${name.length}\n`)
    return [...names, 'a.txt']
  })
  expect(repo.git('status', '--porcelain')).toBe(' M b.txt\n?? not-this.txt\n')
  expect(existsSync(join(repo.path, 'pwned'))).toBe(false)
}, 60_000)

it.each([
  'one line',
  "it's",
  'two\n\n- lines\n- of "it" `x` $(touch pwned) $HOME',
  '# a hash\n#another',
  '-m',
  'ünïcödé 日本語',
  'bell\u0007 esc\u001b[31m rtl\u202e done',
  'back\\slash\\n',
  'tab\tand !history',
])('carries the message %j', async (message) => {
  const repo = await both((made) => {
    made.write('a.txt', 'mine\n')
    return ['a.txt']
  }, message)
  expect(existsSync(join(repo.path, 'pwned'))).toBe(false)
})

it('carries an identity, and works where there is no commit yet', async () => {
  const repo = await both(
    (made) => {
      made.git('update-ref', '-d', 'HEAD')
      made.write('new.txt', 'x\n')
      return ['new.txt']
    },
    'first',
    { name: "Ada O'L", email: 'ada@example.invalid' },
  )
  expect(repo.git('log', '--format=%s')).toBe('first\n')
})

it('drops what is on disk and shall not be in the commit', async () => {
  const repo = await both((made) => {
    made.git('rm', '-q', '--cached', 'b.txt')
    made.write('.git/info/exclude', 'b.txt\n')
    made.write('a.txt', 'mine\n')
    made.write('staged.txt', 'stays staged\n')
    made.git('add', 'staged.txt')
    return ['a.txt', 'b.txt']
  })
  expect(repo.git('status', '--porcelain')).toBe('A  staged.txt\n')
  expect(existsSync(join(repo.path, '.git/firebreak-index'))).toBe(false)
})

it('works for a folder with a hostile name', async () => {
  for (const name of hostileNames.filter((_, i) => i % 4 === 0)) {
    const path = join(tempDir('top'), name)
    const repo = createTempRepo({ path, files })
    repo.write('a.txt', 'mine\n')
    inBash(await print(repo, ['a.txt']))
    expect(repo.git('log', '-1', '--format=%s')).toBe('work\n')
  }
}, 60_000)

it('signs where a terminal is there to ask, and fails with what the signing program says where not', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  const gpg = join(tempDir('bin'), 'gpg')
  // A signing program that needs to be told something, as pinentry does.
  writeFileSync(
    gpg,
    `#!/bin/sh
test "$MAY_SIGN" = yes || { echo "cannot ask" >&2; exit 2; }
cat >/dev/null
echo "[GNUPG:] SIG_CREATED " >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\nx\\n-----END PGP SIGNATURE-----\\n'
`,
  )
  chmodSync(gpg, 0o755)
  repo.git('config', 'commit.gpgSign', 'true')
  repo.git('config', 'gpg.program', gpg)
  const command = await print(repo, ['a.txt'])
  expect(() => inBash(command)).toThrow(/failed to sign/)
  inBash(command, { MAY_SIGN: 'yes' })
  expect(repo.git('cat-file', '-p', 'HEAD')).toContain('gpgsig')
})

it('is left out when nobody could paste it', async () => {
  const repo = tempRepo({ files })
  const runner = testRunner()
  const message = 'x'.repeat(120_000)
  repo.write('a.txt', 'mine\n')
  const layout = await layoutOf(repo.path, runner)
  expect(await printCommit(runner, layout, { files: ['a.txt'], message, identity: null })).toEqual({
    ok: true,
    value: null,
  })
  expect(await printCommit(runner, layout, { files: ['gone'], message: 'x', identity: null })).toMatchObject({
    ok: false,
  })
})

it('quotes any word so that bash gives it back byte for byte', () => {
  const words = [
    ...hostileNames,
    '',
    ' ',
    "''",
    "'\\''",
    '\\x41',
    '\u0001\u0002',
    'a\udcffb\udc80',
    '\ufe0f',
    '=x',
    '%',
    '~/x',
    "$'x'",
  ]
  const command = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`
  expect(displayName(command)).toBe(command)
  const out = inBash(command)
  expect(
    out
      .toString('latin1')
      .split('\0')
      .slice(0, -1)
      .map((word) => decodePath(Buffer.from(word, 'latin1'))),
  ).toEqual(words)
})
