/** Names of the IPC channels; the preload imports this file and nothing else of ours. */
export const channels = {
  /** Window → main, one command; answered with a `CommandResult`. */
  dispatch: 'firebreak:dispatch',
  /** Window → main: the current snapshot, at once. */
  snapshot: 'firebreak:snapshot',
  /** Main → window: each newer snapshot. */
  pushed: 'firebreak:pushed',
  /** Main → window, with one MessagePort that speaks diff-contract.ts. */
  diffPort: 'firebreak:diff-port',
} as const
