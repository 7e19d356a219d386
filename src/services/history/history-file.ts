import { join } from 'node:path'

/** The database of limit samples in a Firebreak home. */
export function historyFile(home: string): string {
  return join(home, 'limits.sqlite')
}
