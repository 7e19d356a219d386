import { err } from '../../core/result'
import { appCommandSchema, type AppCommand, type CommandResult } from '../../shared/contract'
import { refused } from '../command-error'
import type { Sender } from '../commands/sender'

/** One handler per command; a forgotten one does not compile. `sender` is null for the tray and the app itself. */
export type CommandHandlers = {
  readonly [T in AppCommand['type']]: (
    command: Extract<AppCommand, { type: T }>,
    sender: Sender | null,
  ) => Promise<CommandResult>
}

export interface CommandRouter {
  /** A wish of a window: checked here, because a page that was tricked can send anything. */
  fromWindow(raw: unknown, sender: Sender): Promise<CommandResult>
  /** A wish of the tray or of the app itself. */
  run(command: AppCommand): Promise<CommandResult>
}

/** `onBug` hears of an exception, which is never the user's fault; names only, no payload. */
export function createCommandRouter(
  handlers: CommandHandlers,
  onBug: (type: string, error: unknown) => void,
): CommandRouter {
  const run = async (command: AppCommand, sender: Sender | null): Promise<CommandResult> => {
    try {
      return await handle(handlers, command, sender)
    } catch (error) {
      onBug(command.type, error)
      return refused(
        'internal',
        'Firebreak made a mistake; nothing was changed by it.',
        'Try again. The log says more.',
      )
    }
  }
  return {
    async fromWindow(raw, sender) {
      const parsed = appCommandSchema.safeParse(raw)
      if (parsed.success) return run(parsed.data, sender)
      const [issue] = parsed.error.issues
      const where = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`
      return err({ code: 'bad-command', message: `This wish is not understood${where}.`, next: 'Reload the window.' })
    },
    run: (command) => run(command, null),
  }
}

function handle<T extends AppCommand['type']>(
  handlers: CommandHandlers,
  command: Extract<AppCommand, { type: T }>,
  sender: Sender | null,
): Promise<CommandResult> {
  const handler: (command: Extract<AppCommand, { type: T }>, sender: Sender | null) => Promise<CommandResult> =
    handlers[command.type]
  return handler(command, sender)
}
