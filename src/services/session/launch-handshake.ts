import { constants } from 'node:fs'
import { access, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { watchFolder } from '../watch-folder'
import { readLaunchRecords } from './launch-watch'

/** What came of opening a terminal: the launcher waits for an answer, or Codex will not run in it. */
export type LauncherCall =
  | { readonly kind: 'asks' }
  /** `reason` as in `LaunchRecord`, or `terminal-exited`, `no-answer`, `cancelled`. */
  | { readonly kind: 'gone'; readonly reason: string }

export type LauncherAnswer =
  | { readonly kind: 'go' }
  /** `words` are shown in the terminal: one line, at most a kilobyte, nothing that could steer it. */
  | { readonly kind: 'stop'; readonly reason: string; readonly words: string }

/** A wait for a launcher. */
export interface LauncherWait {
  readonly call: Promise<LauncherCall>
  /** Gives up; the call is `gone`, `cancelled`, unless it came already. */
  readonly cancel: Cancel
}

/**
 * Waits until the launcher of a session has everything and asks whether Codex may run. `exited` is the end of the terminal
 * program: with 0 it may have handed its window to a server, so only a failure says that nothing more comes.
 */
export function waitForLauncher(options: {
  readonly runDir: string
  readonly clock: Clock
  readonly limitMs: number
  readonly exited: Promise<number | null> | null
}): LauncherWait {
  const { runDir, clock, limitMs, exited } = options
  const cancels: Cancel[] = []
  let done = false
  let finish: (call: LauncherCall) => void = () => {}
  const call = new Promise<LauncherCall>((resolve) => {
    finish = (answer) => {
      done = true
      for (const cancel of cancels.splice(0)) cancel()
      resolve(answer)
    }
  })
  const gone = (reason: string): void => finish({ kind: 'gone', reason })
  const look = async (): Promise<void> => {
    if (await isThere(join(runDir, 'ready'))) return finish({ kind: 'asks' })
    const refused = (await readLaunchRecords(runDir)).find((record) => record.kind === 'refused')
    if (refused?.kind === 'refused') gone(refused.reason)
  }
  cancels.push(watchFolder({ folder: runDir, clock, onHint: () => void look() }))
  cancels.push(clock.after(limitMs, () => gone('no-answer')))
  void exited?.then(async (code) => {
    if (code === 0 || done) return
    // What the launcher recorded says more, and may not have been heard of yet.
    await look()
    if (!done) gone('terminal-exited')
  })
  void look()
  return {
    call,
    cancel: () => {
      if (!done) gone('cancelled')
    },
  }
}

/** Answers the launcher that asked. False when it is not there any more. */
export async function answerLauncher(runDir: string, answer: LauncherAnswer): Promise<boolean> {
  const line = answer.kind === 'go' ? 'go' : `stop ${answer.reason} ${oneLine(answer.words)}`
  try {
    // Without O_NONBLOCK the open would wait for a launcher that was killed.
    const pipe = await open(join(runDir, 'answer'), constants.O_WRONLY | constants.O_NONBLOCK)
    try {
      await pipe.write(`${line}\n`)
    } finally {
      await pipe.close()
    }
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

/** A pipe takes 4 KiB at once; a name can be as long as that. */
const longestWords = 1000

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim().slice(0, longestWords)
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
