import type { Session } from './session'

/** Whether a turn of it, or a command that outlived its turn, is still running as far as Codex has reported. */
export function isBusy({ turns, commands }: Pick<Session, 'turns' | 'commands'>): boolean {
  return turns.at(-1)?.endedAtMs === null || commands.some(({ endedAtMs }) => endedAtMs === null)
}

/** Whether another session may be started beside it: one that somebody left open elsewhere rests between its turns. */
export function givesWay(session: Pick<Session, 'where' | 'turns' | 'commands'>): boolean {
  return session.where === 'elsewhere' && !isBusy(session)
}
