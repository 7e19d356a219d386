import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openInEditor } from '../../../../src/services/editor/open-in-editor'
import { createTempDir } from '../../../support/temp-repo'

const hostile = `-a $(touch gone); 'b' "c".ts`

/** A folder with programs that write down by what name and with which arguments they were started. */
function bedOf(...programs: readonly string[]) {
  const root = createTempDir('editor')
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'my bin'))
  const file = join(root, hostile)
  writeFileSync(file, 'one\n')
  const script = (name: string, text: string) => {
    writeFileSync(join(root, 'my bin', name), `#!/bin/sh\n${text}`)
    chmodSync(join(root, 'my bin', name), 0o755)
  }
  const record = `printf '%s\\n' "\${0##*/}" "$@" > '${root}/writing' && mv '${root}/writing' '${root}/opened'\n`
  for (const name of programs) script(name, record)
  script('terminal', `touch '${root}/in-terminal'\nexec "$@"\n`)
  const open = (variables: { readonly VISUAL?: string; readonly EDITOR?: string }, line: number | null = 7) =>
    openInEditor(
      {
        setting: null,
        terminal: [join(root, 'my bin', 'terminal')],
        env: { PATH: `${join(root, 'my bin')}:${process.env['PATH']}`, HOME: root, ...variables },
        scratch: join(root, 'scratch'),
      },
      { file, line, cwd: root },
    )
  return {
    root,
    file,
    open,
    async opened() {
      await expect.poll(() => existsSync(join(root, 'opened')), { timeout: 10_000 }).toBe(true)
      return readFileSync(join(root, 'opened'), 'utf8').split('\n').slice(0, -1)
    },
    inTerminal: () => existsSync(join(root, 'in-terminal')),
  }
}

it.each([
  ['an editor that nobody here knows, with the file behind it', { VISUAL: 'mousepad' }, ['mousepad'], []],
  [
    'its own arguments, split as a shell would',
    { VISUAL: `mousepad --wait 'two words' a\\ b` },
    ['mousepad', '--wait', 'two words', 'a b'],
    [],
  ],
  ['one with a space in its path, quoted', { VISUAL: '"$BIN/mousepad" -n' }, ['mousepad', '-n'], []],
  ['one that is known, at the line', { VISUAL: 'code --wait' }, ['code', '--wait', '--goto'], [7]],
  ['before $EDITOR', { VISUAL: 'mousepad', EDITOR: 'code' }, ['mousepad'], []],
  ['$EDITOR alone where it is known', { EDITOR: 'code' }, ['code', '--goto'], [7]],
  [
    'nothing that a shell would run',
    { VISUAL: 'mousepad ;touch gone $(touch gone) `touch gone`' },
    ['mousepad', ';touch', 'gone', '$(touch', 'gone)', '`touch', 'gone`'],
    [],
  ],
] as const)('$VISUAL: %s', async (_, variables, words, line) => {
  const bed = bedOf('mousepad', 'code')
  const bin = join(bed.root, 'my bin')
  const set = Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, text.replace('$BIN', bin)]))
  expect(await bed.open(set)).toEqual({ ok: true, value: null })
  expect(await bed.opened()).toEqual([...words, [bed.file, ...line].join(':')])
  expect([bed.inTerminal(), existsSync(join(bed.root, 'gone'))]).toEqual([false, false])
})

it.each([
  ['nano', 'nano', ['nano', '+7']],
  ['vim with its own arguments', 'vim -n', ['vim', '-n', '+7']],
  ['emacs without a window', 'emacs -nw', ['emacs', '-nw', '+7']],
])('$VISUAL: %s gets a terminal', async (_, VISUAL, words) => {
  const bed = bedOf('nano', 'vim', 'emacs')
  expect(await bed.open({ VISUAL })).toEqual({ ok: true, value: null })
  expect(await bed.opened()).toEqual([...words, bed.file])
  expect(bed.inTerminal()).toBe(true)
})

it('says which editor is missing, and leaves the choice to the desktop where none is named that is known', async () => {
  const bed = bedOf('own-editor')
  const missing = { ok: false, error: { kind: 'editor-missing', program: 'not-there' } }
  expect(await bed.open({ VISUAL: 'not-there -x' })).toEqual(missing)
  for (const variables of [{}, { VISUAL: ' ' }, { EDITOR: 'own-editor' }])
    expect(await bed.open(variables)).toEqual({ ok: false, error: { kind: 'no-editor' } })
})
