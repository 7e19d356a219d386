import type { LaunchFailure } from '../core/errors/describe-launch-error'
import { err, ok, type Result } from '../core/result'
import type { Session } from '../core/session/session'
import { prepareLaunch } from '../services/session/launch'
import { findTerminal, type OpenedTerminal, openTerminal, pasteable } from '../services/session/terminal'
import type { SettingsFile } from '../services/settings/settings-file'

/** Everything between "start" and a terminal that runs Codex. */
export interface SessionTerminal {
  /** Finds the terminal and writes what the launcher needs; nothing is started yet. */
  prepare(
    session: Session,
    codexPath: string,
  ): Promise<Result<{ open(): Promise<Result<OpenedTerminal, LaunchFailure>> }, LaunchFailure>>
}

interface Deps {
  readonly settings: SettingsFile
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly codexHome: string
  readonly launcher: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export function createSessionTerminal({ settings, home, codexHome, launcher, env }: Deps): SessionTerminal {
  return {
    async prepare(session, codexPath) {
      const launch = await prepareLaunch(home, launcher, {
        sessionId: session.id,
        repoPath: session.repoPath,
        model: session.model,
        codexPath,
        codexHome,
        prompt: session.prompt,
        head: session.baseline?.commit ?? null,
        env,
      })
      if (!launch.ok) return launch
      const { command, runDir } = launch.value
      const terminal = await findTerminal({ setting: settings.current().terminal, env })
      if (!terminal.ok) return err({ ...terminal.error, command: pasteable(command) })
      return ok({
        open: () => openTerminal({ terminal: terminal.value, command, cwd: session.repoPath, env, scratch: runDir }),
      })
    },
  }
}
