import { existsSync } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRolloutDecoder } from '../../core/codex/rollout'
import type { RolloutEvent } from '../../core/codex/rollout-event'
import type { Session } from '../../core/session/session'
import { hasLauncher, sessionOriginator } from './launch'
import type { ProcessInfo } from './process-info'

export type RolloutMeta = Extract<RolloutEvent, { kind: 'session-meta' }>

/** Whether a rollout is the session's: surely, probably, not; `later` when it cannot be said yet. */
export type Match = Session['certainty'] | 'no' | 'later'

const ourOriginator = /^firebreak_/
/** A rollout says when its thread began; ours cannot have begun before the session, but for rounding. */
const beforeStartMs = 2000
/** Before that, a rollout that nobody holds open may be one that Codex is about to take. */
const surelyHeldAfterMs = 5000
/** The first line holds the model's instructions, tens of kilobytes. */
const longestFirstLine = 4 * 1024 * 1024

/** The first record of a rollout; null when it is not there, not whole yet or no rollout. */
export async function readRolloutMeta(path: string): Promise<RolloutMeta | null> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return null
  try {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      text += decoder.decode(chunk, { stream: true })
      const end = text.indexOf('\n')
      if (end !== -1) {
        const [meta] = createRolloutDecoder().decode(text.slice(0, end))
        return meta?.kind === 'session-meta' ? meta : null
      }
      if (text.length > longestFirstLine) return null
    }
    return null
  } catch {
    return null
  } finally {
    await file.close()
  }
}

/**
 * Which rollout is the session's. In a terminal: the originator we set, else the process that holds it open, else folder and
 * time. Started by hand: folder and time. A helper thread of Codex belongs to a session that has its own thread already.
 */
export async function matchRollout(
  session: Session,
  path: string,
  meta: RolloutMeta,
  deps: { readonly processes: ProcessInfo; readonly nowMs: number },
): Promise<Match> {
  if (session.where === 'terminal' && meta.originator === sessionOriginator(session.id)) return 'sure'
  if (meta.originator !== null && ourOriginator.test(meta.originator)) return 'no'
  if (session.threadId !== null || meta.isSubagent) return isHelper(session, meta)
  if (!(await isInRepo(meta.cwd, session.repoPath))) return 'no'
  if (session.where === 'by-hand') return (await wasWrittenSince(path, session.startedAtMs)) ? 'probably' : 'no'
  if (meta.atMs < session.startedAtMs - beforeStartMs) return 'no'
  if (session.process === null) return hasLauncher() ? 'later' : 'probably'
  const match = await matchByHolder(session.process.pid, path, deps.processes)
  return match === 'probably' && deps.nowMs - session.startedAtMs < surelyHeldAfterMs ? 'later' : match
}

async function matchByHolder(launcherPid: number, path: string, processes: ProcessInfo): Promise<Match> {
  const holders = await processes.holdersOf(path)
  if (holders.kind === 'unknown' || holders.pids.length === 0) return 'probably'
  const within = await Promise.all(holders.pids.map((pid) => processes.isWithin(pid, launcherPid)))
  return within.includes(true) ? 'sure' : 'no'
}

async function isHelper(session: Session, meta: RolloutMeta): Promise<Match> {
  const began = meta.atMs >= session.startedAtMs - beforeStartMs
  if (session.threadId === null) return 'later'
  return meta.isSubagent && began && (await isInRepo(meta.cwd, session.repoPath)) ? 'probably' : 'no'
}

/** Whether a folder belongs to the work tree itself and not to a repository inside of it. */
async function isInRepo(folder: string, repoPath: string): Promise<boolean> {
  const real = await realpath(folder).catch(() => folder)
  for (let at = real; at.length >= repoPath.length; at = dirname(at)) {
    if (at === repoPath) return true
    if (existsSync(join(at, '.git')) || at === dirname(at)) return false
  }
  return false
}

/** `codex resume` goes on in the rollout of an earlier session. */
async function wasWrittenSince(path: string, sinceMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && found.mtimeMs >= sinceMs - 50
}
