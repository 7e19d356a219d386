import { mkdir } from 'node:fs/promises'
import { type EditorCommand, editorCommand } from '../../core/editor/editor-command'
import { shellWords } from '../../core/editor/argument-text'
import { err, ok, type Result } from '../../core/result'
import { findProgram, findTerminal, openTerminal, startProgram } from '../session/terminal'

type Env = Readonly<Record<string, string | undefined>>

export type EditorError =
  /** None is set and none is known: the desktop has to choose. */
  | { readonly kind: 'no-editor' }
  | { readonly kind: 'editor-missing'; readonly program: string }
  | { readonly kind: 'editor-failed'; readonly program: string; readonly code: string }
  | { readonly kind: 'editor-without-terminal'; readonly program: string }

export interface OpenRequest {
  /** Absolute. */
  readonly file: string
  /** From 1; null is the file as a whole. */
  readonly line: number | null
  /** The work tree's top level. */
  readonly cwd: string
}

/**
 * Opens a file in the user's editor: the one of the settings, else $VISUAL, else $EDITOR where it is one that is known.
 * No shell reads any name, and a file is never where an option could be, since its path is absolute.
 */
export async function openInEditor(
  options: {
    readonly setting: readonly string[] | null
    readonly terminal: readonly string[] | null
    readonly env: Env
    /** A folder of ours. */
    readonly scratch: string
  },
  { file, line, cwd }: OpenRequest,
): Promise<Result<null, EditorError>> {
  const { setting, env } = options
  const command = setting === null ? fromEnvironment(env, file, line) : editorCommand(setting, file, line, true)
  if (command === null) return err({ kind: 'no-editor' })
  const program = await findProgram(command.program, env)
  if (program === null) return err({ kind: 'editor-missing', program: command.program })
  return command.terminal
    ? openInTerminal(options, { ...command, program }, cwd)
    : started(await startProgram({ program, args: command.args, cwd, env }), program)
}

function fromEnvironment(env: Env, file: string, line: number | null): EditorCommand | null {
  // $VISUAL names an editor of a whole screen or a window; $EDITOR can be one that waits for a terminal to type into.
  return (
    editorCommand(shellWords(env['VISUAL'] ?? ''), file, line, true) ??
    editorCommand(shellWords(env['EDITOR'] ?? ''), file, line, false)
  )
}

async function openInTerminal(
  { terminal: setting, env, scratch }: Parameters<typeof openInEditor>[0],
  { program, args }: EditorCommand,
  cwd: string,
): Promise<Result<null, EditorError>> {
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const terminal = await findTerminal({ setting, env })
  if (!terminal.ok) return err({ kind: 'editor-without-terminal', program })
  return started(
    await openTerminal({ terminal: terminal.value, command: [program, ...args], cwd, env, scratch }),
    program,
  )
}

function started(opened: Result<unknown, { readonly kind: string }>, program: string): Result<null, EditorError> {
  if (opened.ok) return ok(null)
  const code = 'code' in opened.error ? String(opened.error.code) : opened.error.kind
  return err({ kind: 'editor-failed', program, code })
}
