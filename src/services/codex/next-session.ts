import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../settings/replace-file'

const nextSessionSchema = z.object({ modelId: z.string().min(1).max(200), effort: z.string().max(50).nullable() })
/** The model that only the next session gets which is started in Firebreak. Nothing of Codex's is written for it. */
export type NextSession = Readonly<z.infer<typeof nextSessionSchema>>

/** Name of the note in FIREBREAK_HOME, by which app and command line tell each other. */
export const nextSessionFile = 'next-session.json'

/** Null when there is none, or none that can be read. */
export async function readNextSession(home: string): Promise<NextSession | null> {
  try {
    const json: unknown = JSON.parse(await readFile(join(home, nextSessionFile), 'utf8'))
    return nextSessionSchema.safeParse(json).data ?? null
  } catch {
    return null
  }
}

/** Throws the file system's error. */
export async function writeNextSession(home: string, next: NextSession | null): Promise<void> {
  const path = join(home, nextSessionFile)
  if (next === null) await rm(path, { force: true })
  else await replaceFile(path, `${JSON.stringify(next)}\n`)
}
