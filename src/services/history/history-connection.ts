import type { HistoryRange, LimitSample } from '../../core/limits/history-port'
import type { HistoryAnswers } from '../../shared/history-contract'
import { createHistoryServer } from './history-server'

/** A way to the database: in a process of its own, or in this one. Never rejects. */
export interface HistoryConnection {
  write(samples: readonly LimitSample[], now: number): Promise<HistoryAnswers['write']>
  read(range: HistoryRange): Promise<HistoryAnswers['read']>
  keys(since: number): Promise<HistoryAnswers['keys']>
  /** Closes the database. */
  end(): void
}

/** Works on the database in this process; it is opened with the first question. */
export function historyHere(options: Parameters<typeof createHistoryServer>[0]): HistoryConnection {
  const server = createHistoryServer(options)
  return {
    write: async (samples, now) => server.write({ type: 'write', samples, now }),
    read: async (range) => server.read({ type: 'read', range }),
    keys: async (since) => server.keys({ type: 'keys', since }),
    end: () => server.close(),
  }
}
