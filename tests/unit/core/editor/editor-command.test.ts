import { describe, expect, it } from 'vitest'
import { argumentText, parseArguments, shellWords } from '../../../../src/core/editor/argument-text'
import { editorCommand } from '../../../../src/core/editor/editor-command'
import { couldRun } from '../../../../src/core/editor/risky-file'

const file = '/repo/-a $(x).ts'

describe('the command that opens a file at a line', () => {
  it.each([
    [['code', '--reuse-window'], ['--reuse-window', '--goto', `${file}:7`], false],
    [['/opt/VSCodium/codium'], ['--goto', `${file}:7`], false],
    [['zed'], [`${file}:7`], false],
    [['subl'], [`${file}:7`], false],
    [['gvim'], ['+7', file], false],
    [['idea'], ['--line', '7', file], false],
    [['emacsclient', '-n'], ['-n', '+7', file], false],
    [['emacs', '-nw'], ['-nw', '+7', file], true],
    [['nvim'], ['+7', file], true],
    [['nano'], ['+7', file], true],
    [['hx'], [`${file}:7`], true],
    [['mine', '--at={line}', '{file}'], ['--at=7', file], false],
    [['code.cmd'], ['--goto', `${file}:7`], false],
  ])('%j', (editor, args, terminal) => {
    expect(editorCommand(editor, file, 7, false)).toEqual({ program: editor[0], args, terminal })
  })

  it('without a line, and for a program that is not known', () => {
    expect(editorCommand(['code'], file, null, false)?.args).toEqual([file])
    expect(editorCommand(['mine', '{file}', '{line}'], file, null, false)?.args).toEqual([file, '1'])
    expect(editorCommand(['mine', '-x'], file, 7, true)?.args).toEqual(['-x', file])
    expect(editorCommand(['mine'], file, 7, false)).toBeNull()
    expect(editorCommand([], file, 7, true)).toBeNull()
  })

  it('is read from a variable as a shell would split it, and nothing in it is expanded', () => {
    expect(shellWords(`code  --wait`)).toEqual(['code', '--wait'])
    expect(shellWords(`'/my bin/e' "a \\"b\\" $HOME" c\\ d\\\\e --x='1 2'`)).toEqual([
      '/my bin/e',
      'a "b" $HOME',
      'c d\\e',
      '--x=1 2',
    ])
    expect(shellWords('C:\\tools\\np.exe')).toEqual(['C:\\tools\\np.exe'])
    expect([shellWords(''), shellWords(' \t'), shellWords(`'open`), shellWords(`''`)]).toEqual([[], [], ['open'], ['']])
  })

  it('is written as words, with quotes around what holds a space', () => {
    expect(parseArguments(' "/opt/My Editor/bin" --at {file}:{line} ')).toEqual([
      '/opt/My Editor/bin',
      '--at',
      '{file}:{line}',
    ])
    expect(argumentText(['/opt/My Editor/bin', '', 'x'])).toBe('"/opt/My Editor/bin" "" x')
    expect(parseArguments(argumentText(['/opt/My Editor/bin', '', 'x']))).toEqual(['/opt/My Editor/bin', '', 'x'])
  })
})

it('knows what a desktop could run', () => {
  expect(['a.desktop', 'b.EXE', 'c/run.sh', 'd.command', 'e.lnk'].every((path) => couldRun(path, 0o100644))).toBe(true)
  expect(['logo.png', 'notes.md', 'sh'].some((path) => couldRun(path, 0o100644))).toBe(false)
  expect(couldRun('logo.png', 0o100755)).toBe(true)
})
