/** A program and its arguments; `terminal` when it draws in the terminal that it runs in. */
export interface EditorCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly terminal: boolean
}

type LineSyntax = (file: string, line: number) => readonly string[]

const goto: LineSyntax = (file, line) => ['--goto', `${file}:${line}`]
const colon: LineSyntax = (file, line) => [`${file}:${line}`]
const plus: LineSyntax = (file, line) => [`+${line}`, file]
const wholeFile: LineSyntax = (file) => [file]
const option: LineSyntax = (file, line) => ['--line', String(line), file]

const graphical: Readonly<Record<string, LineSyntax>> = {
  code: goto,
  'code-insiders': goto,
  codium: goto,
  vscodium: goto,
  cursor: goto,
  windsurf: goto,
  zed: colon,
  zeditor: colon,
  subl: colon,
  sublime_text: colon,
  gvim: plus,
  mvim: plus,
  emacs: plus,
  emacsclient: plus,
  gedit: plus,
  'gnome-text-editor': plus,
  xed: plus,
  pluma: plus,
  kate: option,
  kwrite: option,
  geany: option,
  idea: option,
  webstorm: option,
  pycharm: option,
  goland: option,
  clion: option,
  rustrover: option,
  phpstorm: option,
  rubymine: option,
}

const inTerminal: Readonly<Record<string, LineSyntax>> = {
  vi: plus,
  nvi: plus,
  'vim.basic': plus,
  'vim.tiny': plus,
  vim: plus,
  nvim: plus,
  nano: plus,
  micro: plus,
  kak: plus,
  ne: plus,
  vis: plus,
  joe: plus,
  jed: wholeFile,
  mg: plus,
  zile: plus,
  pico: plus,
  mcedit: plus,
  ed: wholeFile,
  'emacs-nox': plus,
  hx: colon,
  helix: colon,
}

/**
 * The command that opens a file, given by its absolute path, at a line (from 1; null is the file as a whole). `editor` is
 * an argument array; `{file}` and `{line}` in it are filled in, otherwise the way that the program is known for is
 * taken. Null when the program is not known and says nothing of the two: `always` then puts the file behind it.
 */
export function editorCommand(
  editor: readonly string[],
  file: string,
  line: number | null,
  always: boolean,
): EditorCommand | null {
  const [program, ...args] = editor
  if (program === undefined || program === '') return null
  const name = programName(program)
  const drawsInTerminal =
    name === 'emacs' || name === 'emacsclient' ? args.some(isNoWindow) : Object.hasOwn(inTerminal, name)
  if (args.some((arg) => arg.includes('{file}'))) {
    const filled = args.map((arg) => arg.replaceAll('{line}', String(line ?? 1)).replaceAll('{file}', () => file))
    return { program, args: filled, terminal: drawsInTerminal }
  }
  const syntax = graphical[name] ?? inTerminal[name]
  if (syntax === undefined && !always) return null
  const where = syntax === undefined || line === null ? [file] : syntax(file, line)
  return { program, args: [...args, ...where], terminal: drawsInTerminal }
}

function programName(program: string): string {
  const last = program.split(/[/\\]/).at(-1) ?? program
  return last.toLowerCase().replace(/\.(exe|cmd|bat)$/, '')
}

function isNoWindow(arg: string): boolean {
  return arg === '-nw' || arg === '--no-window-system' || arg === '-t' || arg === '--tty'
}
