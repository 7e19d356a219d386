import { rm } from 'node:fs/promises'
import type { LaunchFailure } from '../core/errors/describe-launch-error'
import type { Clock } from '../core/clock'
import { err, ok, type Result } from '../core/result'
import type { Session } from '../core/session/session'
import { hasLauncher, prepareLaunch } from '../services/session/launch'
import {
  answerLauncher,
  type LauncherAnswer,
  type LauncherWait,
  waitForLauncher,
} from '../services/session/launch-handshake'
import { findTerminal, type OpenedTerminal, openTerminal, pasteable } from '../services/session/terminal'
import type { SettingsFile } from '../services/settings/settings-file'

/** Everything between "start" and a terminal that runs Codex. */
export interface SessionTerminal {
  /** Finds the terminal and writes what the launcher needs; nothing is started yet. */
  prepare(session: Session, codexPath: string, effort: string | null): Promise<Result<PreparedLaunch, LaunchFailure>>
  /** Gives up every wait for a launcher. */
  dispose(): void
}

export interface PreparedLaunch {
  /** Error `no-terminal` with the command to paste when there is none. */
  open(): Promise<Result<OpenedTerminal, LaunchFailure>>
  /** False where Codex is started directly, so that nobody asks for leave. */
  readonly asks: boolean
  /** Waits for the launcher to ask; a command that is to be pasted has no terminal whose end would say something. */
  wait(exited: Promise<number | null> | null): LauncherWait
  /** False when the launcher is not there any more. */
  answer(answer: LauncherAnswer): Promise<boolean>
  /** Takes back what was written: a launcher that comes late starts nothing. */
  discard(): Promise<void>
}

interface Deps {
  readonly settings: SettingsFile
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly codexHome: string
  readonly launcher: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** A terminal that has not run our launcher by then never will. */
const launchLimitMs = 60_000

export function createSessionTerminal({ settings, home, codexHome, launcher, env, clock }: Deps): SessionTerminal {
  const waits = new Set<LauncherWait>()
  return {
    dispose() {
      for (const { cancel } of waits) cancel()
    },
    async prepare(session, codexPath, effort) {
      const launch = await prepareLaunch(home, launcher, {
        sessionId: session.id,
        repoPath: session.repoPath,
        model: session.model,
        effort,
        codexPath,
        codexHome,
        prompt: session.prompt,
        askPid: process.pid,
        env,
      })
      if (!launch.ok) return launch
      const { command, runDir } = launch.value
      const terminal = await findTerminal({ setting: settings.current().terminal, env })
      return ok({
        async open() {
          if (!terminal.ok) return err({ ...terminal.error, command: pasteable(command) })
          return openTerminal({ terminal: terminal.value, command, cwd: session.repoPath, env, scratch: runDir })
        },
        asks: hasLauncher(),
        wait(exited) {
          const wait = waitForLauncher({ runDir, clock, limitMs: launchLimitMs, exited })
          waits.add(wait)
          void wait.call.then(() => waits.delete(wait))
          return wait
        },
        answer: (answer) => answerLauncher(runDir, answer),
        discard: () => rm(runDir, { recursive: true, force: true, maxRetries: 3 }).catch(() => {}),
      })
    },
  }
}
