import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepoId } from '../core/repo/repo-status'
import { type Session, sessionSchema } from '../core/session/session'

/** The sessions of a repository, newest first. */
export async function sessionsOf(home: string, repoId: RepoId): Promise<readonly Session[]> {
  return (await allSessions(home)).filter((session) => session.repoId === repoId)
}

/**
 * The sessions of every repository, newest first. Only the app writes these files; one that cannot be read as a session is
 * left out here and kept aside by the app. Never fails.
 */
export async function allSessions(home: string): Promise<readonly Session[]> {
  const folder = join(home, 'sessions')
  const names = await readdir(folder).catch(() => [])
  const read = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => readOne(folder, name)))
  return read.filter((session) => session !== null).toSorted((a, b) => b.startedAtMs - a.startedAtMs)
}

async function readOne(folder: string, name: string): Promise<Session | null> {
  try {
    return sessionSchema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8'))).data ?? null
  } catch {
    return null
  }
}
