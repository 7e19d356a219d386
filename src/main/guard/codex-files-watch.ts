import { realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { watchFolder } from '../../services/watch-folder'

/** Calls back when one of the files may have changed; also where it is a link, as people keep their dotfiles. */
export async function watchCodexFiles(options: {
  readonly files: readonly string[]
  readonly clock: Clock
  readonly onChange: () => void
}): Promise<Cancel> {
  const { files, clock, onChange } = options
  const real = await Promise.all(files.map((file) => realpath(file).catch(() => file)))
  const all = [...new Set([...files, ...real])]
  const stops = [...new Set(all.map((file) => dirname(file)))].map((folder) => {
    const names = new Set(all.filter((file) => dirname(file) === folder).map((file) => basename(file)))
    return watchFolder({
      folder,
      clock,
      onHint(name) {
        if (name === null || names.has(name)) onChange()
      },
    })
  })
  return () => {
    for (const stop of stops) stop()
  }
}
