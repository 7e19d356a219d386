import { describe, expect, it } from 'vitest'
import {
  commitWarnings,
  countNew,
  emptyScan,
  largeFileBytes,
  manyNewFiles,
  openQuestion,
  tooManyNewFiles,
} from '../../../../src/core/repo/commit-warnings'
import { ignoreSuggestions } from '../../../../src/core/repo/ignore-suggestions'
import { findSecrets } from '../../../../src/core/repo/secret-content'
import { isSecretName } from '../../../../src/core/repo/secret-names'
import { markChip, markWords, newFilesWords, warningSummary } from '../../../../src/core/words/warning-words'
import { changedFile } from '../../../support/changed-file'

// Put together here, so that no scanner takes this file for one that holds keys.
const join = (...parts: readonly string[]) => parts.join('')
const letters = 'abcDEF012ghiJKL345mnoPQR678stuVWX901yzaBCD234efg'

describe('names of files with secrets', () => {
  it.each([
    '.env',
    '.env.local',
    '.env.production',
    '.env-staging',
    '.envrc',
    'deploy/.ENV',
    'server.pem',
    'certs/site.key',
    'id_rsa',
    'home/.ssh/id_ed25519',
    'id_ed25519_sk',
    'id_rsa.bak',
    'release.p12',
    'signing.pfx',
    'credentials',
    '.aws/credentials',
    'credentials.json',
    '.netrc',
    '.pgpass',
    '.git-credentials',
    'client_secret_1234.apps.json',
    'service-account.json',
  ])('%s', (path) => expect(isSecretName(path)).toBe(true))

  it.each([
    'secret.env',
    'environment.ts',
    '.environment',
    '.env.example',
    '.env.sample',
    '.env.template',
    'id_rsa.pub',
    'src/id_rsa_parser.tsx/index.ts',
    'keys.ts',
    'monkey',
    'keyboard.keys',
    'credentials-form.tsx',
    'src/credentials/index.ts',
    'pem',
    '',
    '/',
    'a\udcff',
  ])('not %j', (path) => expect(isSecretName(path)).toBe(false))
})

describe('secrets in a text', () => {
  it.each([
    ['private-key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['private-key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['private-key', '-----BEGIN PRIVATE KEY-----'],
    ['private-key', '-----BEGIN ENCRYPTED PRIVATE KEY-----'],
    ['private-key', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
    ['private-key', join('{"private_key": "-----BEGIN ', 'PRIVATE KEY-----\\nMIIE"}')],
    ['private-key', 'PuTTY-User-Key-File-3: ssh-ed25519'],
    ['aws', join('AKIA', 'IOSFODNN7EXAMPLE')],
    ['aws', `key = "${join('ASIA', 'Y34FZKBOKMUTVV7A')}"`],
    ['aws', `aws_secret_access_key = ${join('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY')}`],
    ['github', join('ghp_', letters.slice(0, 36))],
    ['github', join('ghs_', letters.slice(0, 40))],
    ['github', join('github_pat_', '11ABCDEFG0', letters, '_', letters)],
    ['gitlab', join('glpat-', letters.slice(0, 20))],
    ['openai', join('sk-', letters.slice(0, 48))],
    ['openai', join('sk-proj-', letters, '_', letters)],
    ['anthropic', join('sk-ant-', 'api03-', letters, letters)],
    ['slack', join('xoxb-', '123456789012-1234567890123-', letters.slice(0, 24))],
    ['slack', join('https://hooks.slack.com/services/', 'T0123ABCD/B0123ABCD/', letters.slice(0, 24))],
    ['google', join('AIza', 'SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY')],
    ['stripe', join('sk_live_', letters.slice(0, 24))],
    ['npm', join('npm_', letters.slice(0, 36))],
  ])('%s: %s', async (kind, line) => {
    expect(await findSecrets(`first\nsecond\n${line}\nlast`)).toMatchObject([{ kind, line: 3 }])
    expect((await findSecrets(`x = '${line}';`))[0]?.kind).toBe(line.startsWith('PuTTY') ? undefined : kind)
  })

  it.each([
    'password = "hunter2"',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----',
    'AKIA',
    join('AKIA', 'XXXXXXXXXXXXXXXX'),
    join('xAKIA', 'IOSFODNN7EXAMPLE'),
    join('AKIA', 'IOSFODNN7EXAMPLEX'),
    join('ghp_', 'x'.repeat(36)),
    join('ghp_', letters.slice(0, 20)),
    'risk-management-of-the-whole-company-and-all-of-its-parts',
    'class="task-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
    'xoxo-hugs-and-kisses-to-everybody',
    'npm_config_registry_of_the_whole_company',
    '',
    '\0'.repeat(100),
  ])('nothing in %j', async (text) => expect(await findSecrets(text)).toEqual([]))

  it('counts lines, keeps their order and stops at twenty', async () => {
    const key = join('AKIA', 'IOSFODNN7EXAMPLE')
    const token = join('ghp_', letters.slice(0, 36))
    expect((await findSecrets(`${token}\r\n\n${key} ${key}`)).map(({ kind, line }) => [kind, line])).toEqual([
      ['github', 1],
      ['aws', 3],
      ['aws', 3],
    ])
    expect(await findSecrets(`${key}\n`.repeat(5000))).toHaveLength(20)
  })

  it('finds what lies across the places where a text is cut, once', async () => {
    const token = join('ghp_', letters.slice(0, 36))
    for (let at = 64 * 1024 - 50; at < 64 * 1024 + 10; at += 1) {
      const found = await findSecrets(`${' '.repeat(at)}${token}\n${token}`)
      expect(found.map(({ kind, line }) => [kind, line])).toEqual([
        ['github', 1],
        ['github', 2],
      ])
    }
    // A cut must not make a word begin where none does.
    const word = `${'x'.repeat(64 * 1024 - 1)}${token}`
    expect(await findSecrets(word)).toEqual([])
  })

  it('pauses on the way', async () => {
    let pauses = 0
    await findSecrets('x'.repeat(2 ** 20), async () => {
      pauses += 1
    })
    expect(pauses).toBe(16)
  })

  it.each([
    ['one long line of a', 'sk-proj-'.repeat(130_000)],
    ['dashes', '-----BEGIN '.repeat(95_000)],
    ['spaces after a name', `aws_secret_access_key${' '.repeat(2 ** 20)}`],
    ['anchors', 'gh_AKIAxoxAIza'.repeat(75_000)],
    ['one base64 line', `ghp_${'A'.repeat(2 ** 20)}`],
  ])('is not slow on %s', async (_, text) => {
    const began = performance.now()
    await findSecrets(text)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('what is pointed out', () => {
  const scan = {
    files: [
      { path: 'a.ts', bytes: 10, secrets: [{ kind: 'aws', line: 3 } as const] },
      { path: 'big.bin', bytes: largeFileBytes + 1, secrets: [] },
      { path: 'gone.ts', bytes: 5, secrets: [{ kind: 'npm', line: 1 } as const] },
    ],
    looked: 4,
    unread: 2,
  }

  it('is by name for files git does not have, and by content for all', () => {
    const files = [
      changedFile('.env', { status: 'untracked' }),
      changedFile('a.ts'),
      changedFile('big.bin', { status: 'untracked' }),
      changedFile('gone.ts', { status: 'deleted' }),
      changedFile('new.key', { status: 'renamed', from: 'old.txt' }),
      changedFile('tracked.pem'),
    ]
    const warnings = commitWarnings(files, scan)
    expect(warnings).toEqual({
      marked: [
        { path: '.env', marks: [{ kind: 'secret-name' }] },
        { path: 'a.ts', marks: [{ kind: 'secret', secret: 'aws', line: 3 }] },
        { path: 'big.bin', marks: [{ kind: 'large', bytes: largeFileBytes + 1 }] },
        { path: 'new.key', marks: [{ kind: 'secret-name' }] },
      ],
      newFiles: 2,
      ignore: [],
      unread: 2,
    })
    expect(warningSummary(warnings)).toBe(
      '3 files look like a secret, 1 file is over 50 MB: without a tick until you set it. Hold them back, or add them to .gitignore. 2 files more were not looked into.',
    )
    expect(warnings.marked.map(markChip)).toEqual([
      'looks like a secret',
      'looks like a secret',
      'very large',
      'looks like a secret',
    ])
    expect(warnings.marked.map(markWords)).toEqual([
      'Files of this name hold passwords or keys.',
      'Holds an AWS key in line 3.',
      '52 MB: history keeps every version of it for good.',
      'Files of this name hold passwords or keys.',
    ])
    expect(countNew(files, new Set(['.env', 'a.ts']))).toBe(1)
  })

  it('is asked about until it was agreed to', () => {
    const warnings = commitWarnings([changedFile('.env', { status: 'untracked' }), changedFile('a.ts')], scan)
    const agree = (...markedPaths: readonly string[]) => openQuestion(warnings, { markedPaths, newFiles: null })
    expect(agree()).toEqual({ kind: 'files-pointed-out', paths: ['.env', 'a.ts'] })
    expect(agree('.env')).toEqual({ kind: 'files-pointed-out', paths: ['a.ts'] })
    expect(agree('.env', 'a.ts', 'other')).toBeNull()
  })

  const newFiles = (n: number, folder = 'gen') =>
    Array.from({ length: n }, (_, i) => changedFile(`${folder}/${i}.txt`, { status: 'untracked' }))

  it.each([
    [manyNewFiles, [], null, null],
    [manyNewFiles + 1, [{ pattern: '/gen/', files: 201 }], null, null],
    [tooManyNewFiles, [{ pattern: '/gen/', files: 2000 }], null, null],
    [tooManyNewFiles + 1, [{ pattern: '/gen/', files: 2001 }], null, { kind: 'too-many-new-files', newFiles: 2001 }],
    [tooManyNewFiles + 1, [{ pattern: '/gen/', files: 2001 }], 2000, { kind: 'too-many-new-files', newFiles: 2001 }],
    [tooManyNewFiles + 1, [{ pattern: '/gen/', files: 2001 }], 2001, null],
  ])('%d new files', (n, ignore, confirmed, question) => {
    const warnings = commitWarnings(newFiles(n), emptyScan)
    expect(warnings.ignore).toEqual(ignore)
    expect(openQuestion(warnings, { markedPaths: [], newFiles: confirmed })).toEqual(question)
    expect(newFilesWords(warnings) === null).toBe(n <= manyNewFiles)
  })
})

describe('lines for .gitignore', () => {
  const many = (folder: string, n: number) => Array.from({ length: n }, (_, i) => `${folder}f${i}`)

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'a folder of a tool, wherever it lies',
      [...many('a/node_modules/x/', 150), ...many('node_modules/', 150)],
      ['node_modules/'],
    ],
    ['the fullest first', [...many('dist/', 100), ...many('data/raw/', 300)], ['/data/raw/', 'dist/']],
    ['the deepest that holds nearly all', [...many('out2/a/b/', 290), ...many('out2/', 10)], ['/out2/a/b/']],
    ['not what people write', [...many('src/', 300), ...many('lib/core/', 100)], []],
    ['no files of the top level', many('', 300), []],
    ['names that are globs', many('a[1]*/what?/', 300), [String.raw`/a\[1]\*/what\?/`]],
    ['a name with spaces and a hash', many('#my data/', 300), ['/#my data/']],
    [
      'not a name a line cannot hold',
      [...many('new\nline/', 300), ...many('bad\udcff/', 300), ...many('rtl\u202e/', 300)],
      [],
    ],
    ['at most three', ['a', 'b', 'c', 'd'].flatMap((name) => many(`${name}/`, 100)), ['/a/', '/b/', '/c/']],
    ['nothing small', [...many('src/', 300), ...many('cache2/', 10)], []],
  ])('%s', (_, paths, patterns) => {
    expect(ignoreSuggestions(paths).map(({ pattern }) => pattern)).toEqual(patterns)
  })
})
