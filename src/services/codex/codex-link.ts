import type { Clock } from '../../core/clock'
import type { CodexError } from '../../core/codex/codex-error'
import { ok, type Result } from '../../core/result'
import { startAppServer } from './app-server-process'
import { type CodexClient, connectCodex } from './codex-client'
import { createRpcClient } from './rpc-client'

/** One running app-server and our end of it. */
export interface CodexLink {
  readonly client: CodexClient
  /** Ends the app-server; open requests fail with `stopped`. */
  end(): Promise<void>
  /** Lines that were no message, and lines that were too long. */
  lostLines(): { readonly ignored: number; readonly oversized: number }
}

/** Starts `codex app-server` and says hello. `onEnd` is called when it ends without having been asked to. */
export async function openCodexLink(options: {
  readonly program: string
  readonly env: Readonly<Record<string, string>>
  readonly appVersion: string
  readonly clock: Clock
  readonly onNotification: (method: string, params: unknown) => void
  readonly onEnd: (error: CodexError) => void
}): Promise<Result<CodexLink, CodexError>> {
  const { program, env, appVersion, clock, onNotification, onEnd } = options
  let ending = false
  const rpc = createRpcClient<CodexError>({ clock, send: (line) => child.send(line), onNotification })
  const child = startAppServer({
    program,
    args: ['app-server'],
    env,
    clock,
    onLine: (line) => rpc.receive(line),
    onEnd({ code, stderrTail, spawnError }) {
      const error: CodexError =
        spawnError === null
          ? { kind: 'exited', code, stderrTail }
          : { kind: 'cannot-run', path: program, cause: spawnError }
      rpc.close(error)
      if (!ending) onEnd(error)
    },
  })
  const end = async (): Promise<void> => {
    ending = true
    rpc.close({ kind: 'stopped' })
    await child.end()
  }
  const client = await connectCodex({ rpc, path: program, appVersion })
  if (!client.ok) {
    await end()
    return client
  }
  return ok({
    client: client.value,
    end,
    lostLines: () => ({ ignored: rpc.ignoredLines(), oversized: child.oversizedLines() }),
  })
}
