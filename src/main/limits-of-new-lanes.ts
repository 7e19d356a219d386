import { isDeepStrictEqual } from 'node:util'
import type { LimitsReader } from '../services/limits/limits-reader'
import type { SettingsFile } from '../services/settings/settings-file'

/** Which limits are called whose is decided as they are read, so another model in a lane has them read anew. */
export function readLimitsOfNewLanes({
  settings,
  limits,
}: {
  readonly settings: Pick<SettingsFile, 'current' | 'subscribe'>
  readonly limits: Pick<LimitsReader, 'readNow'>
}): void {
  let read = settings.current().lanes
  settings.subscribe(({ lanes }) => {
    if (isDeepStrictEqual(lanes, read)) return
    read = lanes
    void limits.readNow()
  })
}
