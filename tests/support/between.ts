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
