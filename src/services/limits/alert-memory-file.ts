import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type AlertMemory, alertMemorySchema, emptyAlertMemory } from '../../core/limits/alert-memory'
import { replaceFile } from '../settings/replace-file'

/** What was told about limits, in FIREBREAK_HOME/limit-alerts.json. */
export interface AlertMemoryFile {
  current(): AlertMemory
  /** Settles when it is on disk, or when it cannot be: then it holds until Firebreak ends. */
  keep(memory: AlertMemory): Promise<void>
  /** Settles when everything that was kept is on disk. */
  flush(): Promise<void>
}

/** A broken file, or one of a newer Firebreak, is put aside: at worst something is told once more. */
export async function openAlertMemory(home: string): Promise<AlertMemoryFile> {
  const path = join(home, 'limit-alerts.json')
  let memory = await read(path)
  let saved = memory
  let queue: Promise<void> = Promise.resolve()
  /** Of several in a row only the last one is written. */
  const save = async (): Promise<void> => {
    if (saved === memory) return
    saved = memory
    await replaceFile(path, `${JSON.stringify(saved)}\n`).catch(() => {})
  }
  return {
    current: () => memory,
    keep(next) {
      memory = next
      queue = queue.then(save)
      return queue
    },
    flush: () => queue,
  }
}

async function read(path: string): Promise<AlertMemory> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return emptyAlertMemory
  const parsed = alertMemorySchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  await rename(path, `${path}.broken`).catch(() => {})
  return emptyAlertMemory
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
