import { randomBytes } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type SwitchRecord, switchJournalSchema } from '../../core/lanes/switch-record'
import { replaceFile } from '../settings/replace-file'

/** The switches of Codex's configuration that can be taken back, in FIREBREAK_HOME. */
export interface SwitchJournal {
  readonly path: string
  /** Oldest first. A journal that cannot be read is kept aside, and there is nothing to take back then. */
  read(): Promise<readonly SwitchRecord[]>
  /** Throws the file system's error: what cannot be taken back is not written. */
  write(records: readonly SwitchRecord[]): Promise<void>
}

export function openSwitchJournal(home: string): SwitchJournal {
  const path = join(home, 'model-switches.json')
  return {
    path,
    async read() {
      let text: string
      try {
        text = await readFile(path, 'utf8')
      } catch {
        return []
      }
      const parsed = switchJournalSchema.safeParse(parseJson(text))
      if (parsed.success) return parsed.data.switches
      await rename(path, join(home, `model-switches.bad-${randomBytes(4).toString('hex')}.json`)).catch(() => {})
      return []
    },
    write: (records) => replaceFile(path, `${JSON.stringify({ version: 1, switches: records }, null, 2)}\n`),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
