import { describe, expect, it } from 'vitest'
import { hunkLines } from '../../../../src/core/diff/hunk-lines'
import { parsePatch } from '../../../../src/core/diff/parse-patch'

const parse = (...lines: string[]) => parsePatch(Buffer.from(`${lines.join('\n')}\n`, 'latin1'))

describe('parsePatch', () => {
  it('reads hunks with line numbers and the mark of a missing newline', () => {
    const [file] = parse(
      'diff --git a/src/a.ts b/src/a.ts',
      'index 1111111..2222222 100644',
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@ -1,3 +1,3 @@ function a() {',
      ' one',
      '-two',
      '+2\r',
      ' three',
      '\\ No newline at end of file',
    )
    expect(file).toMatchObject({
      path: 'src/a.ts',
      from: null,
      change: 'modified',
      oldMode: 0o100644,
      newMode: 0o100644,
    })
    expect(file).toMatchObject({ added: 1, removed: 1 })
    expect(file?.body.kind === 'text' && file.body.hunks[0] !== undefined && hunkLines(file.body.hunks[0])).toEqual([
      { kind: 'context', text: 'one', oldLine: 1, newLine: 1, noNewline: false },
      { kind: 'removed', text: 'two', oldLine: 2, newLine: null, noNewline: false },
      { kind: 'added', text: '2\r', oldLine: null, newLine: 2, noNewline: false },
      { kind: 'context', text: 'three', oldLine: 3, newLine: 3, noNewline: true },
    ])
  })

  it.each([
    [
      'a rename without a change',
      ['diff --git a/x b/y', 'similarity index 100%', 'rename from x', 'rename to y'],
      { path: 'y', from: 'x', change: 'renamed', body: { kind: 'same' } },
    ],
    [
      'a mode change',
      ['diff --git a/run me b/run me', 'old mode 100644', 'new mode 100755'],
      {
        path: 'run me',
        from: null,
        change: 'mode-changed',
        oldMode: 0o100644,
        newMode: 0o100755,
        body: { kind: 'same' },
      },
    ],
    [
      'a binary file',
      ['diff --git a/i.png b/i.png', 'index 1..2 100644', 'Binary files a/i.png and b/i.png differ'],
      { path: 'i.png', change: 'modified', body: { kind: 'binary', oldBytes: null, newBytes: null } },
    ],
    [
      'an empty new file',
      ['diff --git a/e b/e', 'new file mode 100644', 'index 0000000..e69de29'],
      { path: 'e', change: 'added', oldMode: null, newMode: 0o100644, body: { kind: 'text', hunks: [] } },
    ],
    [
      'a deleted file',
      [
        'diff --git a/d b/d',
        'deleted file mode 100755',
        'index 1..0',
        '--- a/d',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-x',
      ],
      { path: 'd', change: 'deleted', oldMode: 0o100755, newMode: null, added: 0, removed: 1 },
    ],
    [
      'a link',
      [
        'diff --git a/l b/l',
        'index 1..2 120000',
        '--- a/l',
        '+++ b/l',
        '@@ -1 +1 @@',
        '-old',
        '\\ No newline at end of file',
        '+new',
        '\\ No newline at end of file',
      ],
      { change: 'modified', body: { kind: 'symlink', oldTarget: 'old', newTarget: 'new' } },
    ],
    [
      'a submodule',
      [
        'diff --git a/s b/s',
        'index 1..2 160000',
        '--- a/s',
        '+++ b/s',
        '@@ -1 +1 @@',
        '-Subproject commit aaaa',
        '+Subproject commit bbbb',
      ],
      { body: { kind: 'submodule', oldCommit: 'aaaa', newCommit: 'bbbb' } },
    ],
    [
      'quoted names',
      ['diff --git "a/t\\tab \\303\\251 \\"\\\\" "b/t\\tab \\303\\251 \\"\\\\"', 'old mode 100644', 'new mode 100755'],
      { path: 't\tab é "\\' },
    ],
    [
      'a name with a space, which git ends with a tab',
      ['diff --git a/a b b/a b', 'index 1..2 100644', '--- a/a b\t', '+++ b/a b\t', '@@ -1 +1 @@', '-a', '+b'],
      { path: 'a b', from: null },
    ],
  ])('reads %s', (_, lines, expected) => {
    expect(parse(...lines)).toMatchObject([expected])
  })

  it('is not led astray by lines that look like headers', () => {
    const files = parse(
      'diff --git a/a b/a',
      'index 1..2 100644',
      '--- a/a',
      '+++ b/a',
      '@@ -1,2 +1,2 @@',
      '--- a/x',
      '-diff --git a/q b/q',
      '+++ b/x',
      '+@@ -1 +1 @@',
      'diff --git a/b b/b',
      'old mode 100644',
      'new mode 100755',
    )
    expect(files.map((file) => file.path)).toEqual(['a', 'b'])
    expect(files[0]).toMatchObject({ added: 2, removed: 2 })
  })

  it('reads an empty patch and text that is none as no files', () => {
    expect(parsePatch(new Uint8Array())).toEqual([])
    expect(parse('warning: something', '')).toEqual([])
  })
})
