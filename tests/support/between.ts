import type { ConnectRepo } from '../../src/main/repo/repo-host'
import type { RepoRequest } from '../../src/shared/repo-contract'

/** Does something at the moment at which a request of this type reaches the repo process; the first time only. */
export function atFirst(type: RepoRequest['type'], act: () => void): (connect: ConnectRepo) => ConnectRepo {
  let done = false
  return (connect) => (events) => {
    const connection = connect(events)
    return {
      ...connection,
      post(message, transfer) {
        if (message.request.type === type && !done) {
          done = true
          act()
        }
        connection.post(message, transfer)
      },
    }
  }
}

/** Answers requests of this type so many milliseconds later than the repo process does. */
export function withSlow(type: RepoRequest['type'], ms: number): (connect: ConnectRepo) => ConnectRepo {
  return (connect) =>
    ({ onMessage, onExit }) => {
      const slow = new Set<number>()
      const connection = connect({
        onExit,
        onMessage(message) {
          if (message.kind === 'answer' && slow.has(message.id)) setTimeout(() => onMessage(message), ms)
          else onMessage(message)
        },
      })
      return {
        ...connection,
        post(message, transfer) {
          if (message.request.type === type) slow.add(message.id)
          connection.post(message, transfer)
        },
      }
    }
}

/** Keeps every request of these types that is made of the repo process. */
export function keeping(
  types: readonly RepoRequest['type'][],
  kept: RepoRequest[],
): (connect: ConnectRepo) => ConnectRepo {
  return (connect) => (events) => {
    const connection = connect(events)
    return {
      ...connection,
      post(message, transfer) {
        if (types.includes(message.request.type)) kept.push(message.request)
        connection.post(message, transfer)
      },
    }
  }
}
